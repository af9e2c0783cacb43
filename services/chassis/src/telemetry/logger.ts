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

/** JSON lines with the trace id of the current span; personal data and secrets are removed by key. */
export const createLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: PRIVATE_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { traceId: span.traceId } : {};
    },
  });
