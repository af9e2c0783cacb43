import type { FieldRule } from './field-rules';

/** What went wrong, in terms every edge can translate. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'already_exists'
  | 'conflict'
  | 'unprocessable'
  | 'limited'
  | 'unavailable'
  | 'timeout'
  | 'internal';

/** One field of a request that broke a rule. `rule` is stable; `message` is English, for people who read logs and docs. */
export interface FieldError {
  /** Path in the request, for instance `weeklyHours[0].morning.start`. */
  field: string;
  rule: FieldRule;
  message: string;
  /** The rule's bound, for texts in other languages: `200`, `5–240`. */
  limit?: string;
}

interface AppErrorOptions {
  fields?: readonly FieldError[];
  /** Facts a client may act on. Never anything personal. */
  details?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/**
 * The one error family. Thrown when a rule or a dependency refuses; `code` is stable and is what clients compare.
 * Anything else that is thrown is a fault of ours: it is logged once and leaves as `internal`.
 */
export class AppError extends Error {
  readonly fields: readonly FieldError[];
  readonly details: Readonly<Record<string, string>>;

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.fields = options.fields ?? [];
    this.details = options.details ?? {};
  }
}

type Maker = (code: string, message: string, options?: AppErrorOptions) => AppError;
const maker =
  (kind: ErrorKind): Maker =>
  (code, message, options) =>
    new AppError(kind, code, message, options);

/** Thrown when a request is malformed; names the fields. */
export const invalid = (fields: readonly FieldError[], message = 'The request breaks a rule.'): AppError =>
  new AppError('invalid', 'invalid_request', message, { fields });
export const unauthenticated = maker('unauthenticated');
export const forbidden = maker('forbidden');
export const notFound = maker('not_found');
export const alreadyExists = maker('already_exists');
/** Thrown when somebody else was faster, or the page is stale: trying again with fresh data may succeed. */
export const conflict = maker('conflict');
/** Thrown when the request is well formed but the state of things forbids it. */
export const unprocessable = maker('unprocessable');
export const limited = maker('limited');
/** Thrown when something that should answer does not: an outage. What answers others, only not in time, is {@link overloaded}. */
export const unavailable = maker('unavailable');

/**
 * Thrown when there is more to do than can be done in time, by something that works. It is refused rather than queued beyond
 * what its caller waits for; the same a moment later may succeed. `code` says what is crowded, if it is not the site.
 */
export const overloaded = (code = 'overloaded', options: Pick<AppErrorOptions, 'cause'> = {}): AppError =>
  limited(code, 'Too much is asked for at once.', { ...options, details: { retryAfterSeconds: '1' } });

/** True where there is too much to do: more of it would not help. */
export const isLimited = (error: unknown): error is AppError => error instanceof AppError && error.kind === 'limited';

/** Of who is away, slow, or has more to do than it can, which says nothing of what was asked: it may answer a moment later. */
export const isAway = (error: unknown): boolean =>
  error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'timeout' || error.kind === 'limited');

/** What will be refused for the same reason however often it is asked. */
const PERMANENT: ReadonlySet<ErrorKind> = new Set([
  'invalid',
  'forbidden',
  'not_found',
  'already_exists',
  'unprocessable',
]);

/**
 * True for errors that may go away, so that a consumer should wait rather than park the event: a dependency that is away,
 * overloaded, at fault itself, or does not know our token's key yet; and whatever was thrown unforeseen.
 */
export const isTransient = (error: unknown): boolean => !(error instanceof AppError) || !PERMANENT.has(error.kind);
