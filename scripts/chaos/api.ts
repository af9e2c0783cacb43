/** What came back over HTTP; `status` is null when nothing did. */
export interface Reply {
  readonly status: number | null;
  readonly body: Body;
}

/** The fields of bodies that the run looks at. */
export interface Body {
  readonly code?: string;
  readonly appointmentId?: string;
  readonly blockId?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly state?: string;
  readonly version?: number;
  readonly timeZone?: string;
  readonly appointmentIds?: readonly string[];
  readonly coming?: readonly { appointmentId: string; startsAt: string; endsAt: string }[];
  readonly days?: readonly { slots?: readonly unknown[] }[];
  readonly [field: string]: unknown;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly key?: string | undefined;
}

/** A client waits no longer than this. */
const PATIENCE_MS = 15_000;

export type Api = (request: Request) => Promise<Reply>;

/** Asks the gateway; never throws. */
export const apiAt =
  (url: string): Api =>
  async ({ method, path, token, body, key }) => {
    try {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key ? { 'idempotency-key': key } : {}),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Body) };
    } catch {
      return { status: null, body: {} };
    }
  };
