import { AppError, type Logger, notFound } from '@creneau/chassis';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { Refusal, toProblem } from './problem';
import { contextOf, languageOf } from './request-context';

/** What body-parser throws. */
interface BodyParserError extends Error {
  readonly type: string;
  readonly status: number;
}

const isBodyParserError = (error: unknown): error is BodyParserError =>
  error instanceof Error && 'type' in error && 'status' in error;

/** Errors of the framework in the words of our own family. */
const fromFramework = (error: unknown): unknown => {
  if (isBodyParserError(error)) {
    if (error.type === 'entity.too.large') return new AppError('invalid', 'body_too_large', 'The body is too large.');
    if (error.type === 'entity.parse.failed') return new AppError('invalid', 'malformed_json', 'The body is not JSON.');
    if (error.status === 415) return new AppError('invalid', 'unsupported_media_type', 'Not in this encoding.');
    if (error.status < 500) return new AppError('invalid', 'invalid_request', 'The body cannot be read.');
  }
  if (error instanceof URIError) return notFound('not_found', 'The path cannot be decoded.');
  return error;
};

export const answerNotFound: RequestHandler = (_request, _response, next) => {
  next(notFound('not_found', 'No such address.'));
};

/** Turns every error into problem+json; logs once what is a fault of ours. Never shows a cause. */
export const answerErrors =
  (log: Logger): ErrorRequestHandler =>
  (thrown: unknown, request, response, next) => {
    const error = fromFramework(thrown);
    const context = contextOf(response);
    const known = error instanceof Refusal ? error.error : error;
    if (!(known instanceof AppError) || known.kind === 'internal')
      log.error({ err: known, route: context.route, requestId: context.traceId }, 'a request failed');
    else if (known.kind === 'unavailable' || known.kind === 'timeout')
      log.warn({ code: known.code, route: context.route, cause: String(known.cause ?? '') }, 'a service is away');
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, headers, body } = toProblem(error, languageOf(request), context.traceId);
    // Only codes that the client can act on without reading a body that we did not read keep the connection.
    if (body.code === 'body_too_large') response.setHeader('connection', 'close');
    response.status(status).set(headers);
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
  };
