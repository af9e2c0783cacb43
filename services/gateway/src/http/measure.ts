import type { Logger } from '@creneau/chassis';
import type { RequestHandler } from 'express';
import { Histogram } from 'prom-client';
import { contextOf } from './request-context';

const answered = new Histogram({
  name: 'creneau_http_server_seconds',
  help: 'Time to answer an HTTP request, by the pattern of its address',
  labelNames: ['route', 'status'],
  buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** Measures every answer and logs those of the API: by pattern, never by address, which may hold a name. */
export const measure =
  (log: Logger): RequestHandler =>
  (request, response, next) => {
    const startedMs = performance.now();
    response.once('close', () => {
      const { route, traceId } = contextOf(response);
      const ms = performance.now() - startedMs;
      const streaming = String(response.getHeader('content-type')).startsWith('text/event-stream');
      if (!streaming) answered.observe({ route, status: response.statusCode }, ms / 1000);
      const line = {
        route,
        method: request.method,
        status: response.statusCode,
        ms: Math.round(ms),
        requestId: traceId,
      };
      if (!response.writableFinished && !streaming) log.info({ ...line, aborted: true }, 'request');
      else if (route !== 'unmatched') log.debug(line, 'request');
    });
    next();
  };
