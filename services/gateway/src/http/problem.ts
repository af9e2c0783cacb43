import { AppError, type ErrorKind } from '@creneau/chassis';
import type { Problem } from '../api/errors';
import { fieldText } from '../api/field-texts';
import { isProblemCode, PROBLEM_STATUS, type ProblemCode } from '../api/problem-codes';
import { type Language, problemText } from '../api/problem-texts';

/** Members that a problem may carry besides the standard ones. */
export type ProblemExtensions = Pick<Problem, 'nearest' | 'appointmentIds' | 'appointmentCount' | 'phone'>;

/** Thrown to answer an {@link AppError} with facts the client can act on. */
export class Refusal extends Error {
  constructor(
    readonly error: AppError,
    readonly extensions: ProblemExtensions,
  ) {
    super(error.message, { cause: error });
    this.name = 'Refusal';
  }
}

/** What the edge calls errors that a service or the chassis names otherwise. */
const ALIASES: Readonly<Record<string, ProblemCode>> = {
  bad_token: 'invalid_token',
  token_expired: 'invalid_token',
  person_token_missing: 'not_authenticated',
  keys_unavailable: 'unavailable',
  identity_provider_unavailable: 'unavailable',
  service_token_unavailable: 'unavailable',
  stood_still: 'unavailable',
  timeout: 'unavailable',
  limited: 'too_many_requests',
  office_busy: 'overloaded',
  forbidden: 'permission_denied',
};

const BY_KIND: Record<ErrorKind, { status: number; code: ProblemCode }> = {
  invalid: { status: 400, code: 'invalid_request' },
  unauthenticated: { status: 401, code: 'invalid_token' },
  forbidden: { status: 403, code: 'permission_denied' },
  not_found: { status: 404, code: 'not_found' },
  already_exists: { status: 409, code: 'stale_version' },
  conflict: { status: 409, code: 'stale_version' },
  unprocessable: { status: 422, code: 'invalid_request' },
  limited: { status: 429, code: 'too_many_requests' },
  unavailable: { status: 503, code: 'unavailable' },
  timeout: { status: 503, code: 'unavailable' },
  internal: { status: 500, code: 'internal_error' },
};

/** Codes by which one service refuses another: a fault of ours, never the client's. */
const OUR_FAULT = new Set(['service_not_admitted', 'service_token_missing', 'no_rule']);

interface Verdict {
  readonly status: number;
  readonly code: string;
  readonly text: { title: string; detail: string };
}

const judge = (error: AppError, language: Language): Verdict => {
  const named = ALIASES[error.code] ?? error.code;
  if (error.kind === 'internal' || OUR_FAULT.has(named)) return verdict('internal_error', language);
  if (isProblemCode(named)) return verdict(named, language);
  // A code younger than this gateway: its kind decides the status, its name goes out as it came.
  const { status, code } = BY_KIND[error.kind];
  return { status, code: error.code === error.kind ? code : error.code, text: problemText(code, language) };
};

const verdict = (code: ProblemCode, language: Language): Verdict => ({
  status: PROBLEM_STATUS[code],
  code,
  text: problemText(code, language),
});

/** `weekly_hours[0].morning` and `weeklyHours[0].morning` as `weeklyHours.0.morning`, the form that form libraries use. */
export const fieldPath = (field: string): string =>
  field.replace(/\[(\d+)\]/g, '.$1').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Problem;
}

/** The one translation from errors to RFC 9457. What is not an {@link AppError} says nothing of its cause. */
export const toProblem = (thrown: unknown, language: Language, traceId: string): ProblemAnswer => {
  const refusal = thrown instanceof Refusal ? thrown : undefined;
  const given = refusal?.error ?? thrown;
  const error = given instanceof AppError ? given : new AppError('internal', 'internal_error', 'Unexpected.');
  const { status, code, text } = judge(error, language);
  const errors = error.fields.map((fault) => ({
    field: fieldPath(fault.field),
    code: fault.rule,
    message: fieldText(fault.rule, language, fault.message, fault.limit),
  }));
  const retryAfter = status === 429 || status === 503 ? (error.details.retryAfterSeconds ?? '1') : undefined;
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(retryAfter && { 'retry-after': retryAfter }),
      ...(status === 401 && { 'www-authenticate': 'Bearer realm="creneau"' }),
    },
    body: { type: `urn:creneau:problem:${code}`, ...text, status, code, errors, traceId, ...refusal?.extensions },
  };
};
