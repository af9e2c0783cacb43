import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Life } from '@creneau/chassis';
import type { Express, Request, Response } from 'express';

/** Longer than a load balancer keeps an idle connection, so that it never sends a request into one that we just closed. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_MS = 30_000;
/** Connections of a rush that the system holds until they are taken: Node's own 511 would let some wait a second for a retry. */
const BACKLOG = 4_096;

/**
 * Classes of messages that are the app's own from birth. Express would give each message its prototype when it comes in: V8 then keeps
 * all that hangs on it through its small collections, and a small answer costs more than twice the processor.
 */
const messagesOf = (app: Express) => {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  app.request = AppRequest.prototype as Request;
  app.response = AppResponse.prototype as unknown as Response;
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
};

/** Serves the app; on stop it takes no new requests, lets those at work finish, and closes idle connections at once. */
export const openHttpServer = (life: Life, app: Express, port: number): Promise<Server> =>
  life.open(
    'HTTP server',
    () =>
      new Promise<Server>((resolve, reject) => {
        const server = createServer(
          { ...messagesOf(app), keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS },
          app,
        );
        server.once('error', reject);
        server.listen({ port, backlog: BACKLOG }, () => resolve(server));
      }),
    (server) =>
      new Promise<void>((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), 8_000);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  );
