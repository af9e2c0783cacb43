import { BadRequest, ErrorInfo, Status } from '@creneau/proto/google/rpc/status';
import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { AppError, type ErrorKind } from './app-error';
import type { FieldRule } from './field-rules';

const DETAILS_KEY = 'grpc-status-details-bin';
/** A negative value tells the caller's channel not to send the call again (gRPC's retry design, A6). */
const PUSHBACK_KEY = 'grpc-retry-pushback-ms';
const DOMAIN = 'creneau';
/** Key of a field's bound in the metadata, since the standard violation has no place for it. */
const limitKey = (field: string): string => `limit ${field}`;
const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

/** What grpc-js says of a connection that broke under a call. */
const CUT = /RST_STREAM|ECONNRESET|EPIPE|socket|session/i;

const STATUS_BY_KIND: Record<ErrorKind, status> = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  already_exists: status.ALREADY_EXISTS,
  conflict: status.ABORTED,
  unprocessable: status.FAILED_PRECONDITION,
  limited: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  timeout: status.DEADLINE_EXCEEDED,
  internal: status.INTERNAL,
};
const KIND_BY_STATUS = new Map(Object.entries(STATUS_BY_KIND).map(([kind, code]) => [code, kind as ErrorKind]));

/** An error in the standard error model, for an answer that has several. One that is none of ours says nothing of its cause. */
export const toStatus = (error: unknown): Status => {
  const known = error instanceof AppError ? error : new AppError('internal', 'internal', 'Internal error.');
  const details = [
    {
      typeUrl: ERROR_INFO,
      value: Buffer.from(
        ErrorInfo.encode({ reason: known.code, domain: DOMAIN, metadata: metadataOf(known) }).finish(),
      ),
    },
  ];
  if (known.fields.length > 0) {
    const fieldViolations = known.fields.map((f) => ({ field: f.field, reason: f.rule, description: f.message }));
    details.push({ typeUrl: BAD_REQUEST, value: Buffer.from(BadRequest.encode({ fieldViolations }).finish()) });
  }
  return { code: STATUS_BY_KIND[known.kind], message: known.message, details };
};

/**
 * The gRPC status that refuses a call. What this process answers itself is never repeated by the caller's channel: only a
 * connection that failed is.
 */
export const toGrpcStatus = (error: unknown): StatusObject => {
  const rich = toStatus(error);
  const metadata = new Metadata();
  metadata.set(PUSHBACK_KEY, '-1');
  metadata.set(DETAILS_KEY, Buffer.from(Status.encode(rich).finish()));
  return { code: rich.code, details: rich.message, metadata };
};

const metadataOf = ({ details, fields }: AppError): Record<string, string> => ({
  ...details,
  ...Object.fromEntries(fields.flatMap(({ field, limit }) => (limit ? [[limitKey(field), limit]] : []))),
});

/** Reads back what {@link toGrpcStatus} wrote; a bare status of the transport keeps its meaning under a code of its own. */
export const fromGrpcError = (error: ServiceError): AppError => {
  const encoded = error.metadata?.get(DETAILS_KEY)[0];
  if (encoded instanceof Buffer) return fromStatus(Status.decode(encoded), error);
  const isCut = error.code === status.INTERNAL && CUT.test(error.details);
  const kind = isCut ? 'unavailable' : kindOf(error.code);
  return new AppError(kind, kind, error.details || error.message, { cause: error });
};

/** Reads back what {@link toStatus} wrote. */
export const fromStatus = (rich: Status, cause?: unknown): AppError => {
  const kind = kindOf(rich.code);
  let code: string = kind;
  let details: Record<string, string> = {};
  let fields: AppError['fields'] = [];
  for (const detail of rich.details) {
    if (detail.typeUrl === ERROR_INFO) {
      const info = ErrorInfo.decode(detail.value);
      code = info.reason;
      details = info.metadata;
    } else if (detail.typeUrl === BAD_REQUEST) {
      fields = BadRequest.decode(detail.value).fieldViolations.map((v) => ({
        field: v.field,
        // A younger service may know one that this process does not: its message serves then.
        rule: v.reason as FieldRule,
        message: v.description,
        ...(limitKey(v.field) in details ? { limit: details[limitKey(v.field)] ?? '' } : {}),
      }));
    }
  }
  return new AppError(kind, code, rich.message, { fields, details, cause });
};

const kindOf = (code: status): ErrorKind =>
  KIND_BY_STATUS.get(code) ?? (code === status.CANCELLED ? 'timeout' : 'internal');
