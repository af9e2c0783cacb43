import { trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';

/** Keys whose values are personal or secret wherever they stand, one or two levels deep. */
const PRIVATE_KEYS = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'email',
  'phone',
  'reason',
  'lastName',
  'firstName',
  'login',
  'birthDate',
  'bankDetails',
];

const CAUSES_SHOWN = 5;

/**
 * An error as it may be logged: its name, codes, text, stack and causes, and nothing else that libraries hang on theirs: the
 * row at fault (`detail` of PostgreSQL's), a command with its arguments (ioredis), metadata with tokens (gRPC).
 */
export const loggedError = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, kind, constraint } = error as Error & { code?: unknown; kind?: unknown; constraint?: unknown };
  return {
    type: error.name,
    ...plain({ code, kind, constraint }),
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && depth < CAUSES_SHOWN ? { cause: loggedError(error.cause, depth + 1) } : {}),
  };
};

const plain = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => ['string', 'number'].includes(typeof value)));

const MAX_WAITING_CHARS = 1_000_000;

/**
 * Standard output. A log that cannot be written, since its disk is full, ends no service: lines wait for room, up to a
 * megabyte, and what comes after is lost.
 */
const openOutput = () => {
  const output = pino.destination({ dest: 1, sync: true, maxLength: MAX_WAITING_CHARS });
  output.on('error', () => undefined);
  return output;
};

/** JSON lines with the trace id of the current span; personal data and secrets are removed by key. */
export const createLogger = (service: string, level: string): Logger =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: PRIVATE_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
      serializers: { err: (error: unknown) => loggedError(error) },
      mixin: () => {
        const span = trace.getActiveSpan()?.spanContext();
        return span ? { traceId: span.traceId } : {};
      },
    },
    openOutput(),
  );
