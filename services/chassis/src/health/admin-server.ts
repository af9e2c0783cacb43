import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { collectDefaultMetrics, register } from 'prom-client';
import type { Life } from '../lifecycle/life';
import type { Health } from './health';

export type AdminServer = Server;

collectDefaultMetrics();

/** Answers /healthz, /readyz and /metrics; false when the path is none of them. */
export const answerAdmin = async (
  health: Health,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> => {
  switch (request.url?.split('?')[0]) {
    case '/healthz':
      send(response, 200, 'application/json', JSON.stringify({ status: 'alive' }));
      return true;
    case '/readyz': {
      const faults = await health.faults();
      const ready = Object.keys(faults).length === 0;
      send(
        response,
        ready ? 200 : 503,
        'application/json',
        JSON.stringify(ready ? { status: 'ready' } : { status: 'not ready', faults }),
      );
      return true;
    }
    case '/metrics':
      send(response, 200, register.contentType, await register.metrics());
      return true;
    default:
      return false;
  }
};

export const openAdminServer = (life: Life, health: Health, port: number): Promise<AdminServer> =>
  life.open(
    'admin server',
    () =>
      new Promise<Server>((resolve, reject) => {
        const server = createServer((request, response) => {
          answerAdmin(health, request, response).then(
            (answered) => answered || send(response, 404, 'text/plain', 'not found\n'),
            (error: unknown) =>
              send(response, 500, 'text/plain', error instanceof Error ? `${error.name}\n` : 'error\n'),
          );
        });
        server.once('error', reject);
        server.listen(port, () => resolve(server));
      }),
    (server) => {
      server.close();
      server.closeAllConnections();
    },
  );

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
};
