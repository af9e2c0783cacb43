import { eventually, stackVariable } from '@creneau/chassis/testing';
import { decodeJwt } from 'jose';

/** One answer of the API, or that none came; and how long it took. */
export interface Answer {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  /** Empty when the answer was no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly headers: Headers;
  readonly ms: number;
}

interface Asked {
  readonly token?: string;
  readonly cookie?: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly origin?: string;
}

/** Longer than anything may hang: an answer that takes this long is a fault. */
const PATIENCE_MS = 30_000;

export const publicUrl = (): string => stackVariable('PUBLIC_URL');

/** A request with JSON in and out. A refused or broken connection is an answer too: clients see it as one. */
export const call = async (method: string, path: string, asked: Asked = {}): Promise<Answer> => {
  const began = performance.now();
  const { token, cookie, body, key, origin = publicUrl() } = asked;
  try {
    const response = await fetch(origin + path, {
      method,
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'manual',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(cookie && { cookie, 'x-creneau-csrf': '1' }),
        ...(key && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    const answered = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    const { status, headers } = response;
    return { status, code: String(answered.code ?? ''), body: answered, text, headers, ms: performance.now() - began };
  } catch (error) {
    const nothing = { body: {}, text: '', headers: new Headers() };
    return { status: 0, code: String(error), ...nothing, ms: performance.now() - began };
  }
};

const tokens = new Map<string, string>();
const FRESH_S = 120;

/** An access token of a demo user that holds for two minutes at least. */
export const tokenOf = async (login: string): Promise<string> => {
  const known = tokens.get(login);
  if (known && (decodeJwt(known).exp ?? 0) - Date.now() / 1000 > FRESH_S) return known;
  const token = await eventually(() => passwordGrant(login));
  tokens.set(login, token);
  return token;
};

/** Keycloak may be starting, or not have noticed yet that its database is back. */
const passwordGrant = async (login: string): Promise<string> => {
  const answer = await fetch(`${stackVariable('OIDC_ISSUER')}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'creneau-cli',
      username: login,
      password: 'demo-creneau',
      scope: 'openid',
    }),
  });
  if (!answer.ok) throw new Error(`no token for ${login}: HTTP ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
};
