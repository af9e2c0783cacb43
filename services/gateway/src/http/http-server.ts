import { createServer, type Server } from 'node:http';
import type { Life } from '@creneau/chassis';
import type { Express } from 'express';

/** Longer than a load balancer keeps an idle connection, so that it never sends a request into one that we just closed. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_MS = 30_000;
/** Connections of a rush that the system holds until they are taken: Node's own 511 would let some wait a second for a retry. */
const BACKLOG = 4_096;

/** Serves the app; on stop it takes no new requests, lets those at work finish, and closes idle connections at once. */
export const openHttpServer = (life: Life, app: Express, port: number): Promise<Server> =>
  life.open(
    'HTTP server',
    () =>
      new Promise<Server>((resolve, reject) => {
        const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS }, app);
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
