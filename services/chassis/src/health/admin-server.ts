import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { collectDefaultMetrics, register } from 'prom-client';
import type { Life } from '../lifecycle/life';
import type { Health } from './health';
import { remembering } from './remembering';

export type AdminServer = Server;

collectDefaultMetrics();

/** Some metrics are counted in a database: whoever asks meanwhile gets the same figures. */
const metrics = remembering(() => register.metrics(), 1_000);

/**
 * `everything`: for a port that operators alone reach. `state`: for one that the world reaches, which learns whether the process
 * lives and serves, without the reasons and the figures.
 */
export type Disclosure = 'everything' | 'state';

/**
 * Answers /healthz, /readyz and /metrics; false when the path is none of them. /readyz is 200 when the
 * process serves, and with `?complete` only when nothing behind it stands still either.
 */
export const answerAdmin = async (
  health: Health,
  request: IncomingMessage,
  response: ServerResponse,
  disclosure: Disclosure = 'everything',
): Promise<boolean> => {
  const [path, query = ''] = (request.url ?? '').split('?', 2);
  switch (path) {
    case '/healthz':
      send(response, 200, 'application/json', JSON.stringify({ status: 'alive' }));
      return true;
    case '/readyz': {
      const { serving, complete } = await health.faults();
      const faults = new URLSearchParams(query).has('complete') ? { ...serving, ...complete } : serving;
      const ready = isEmpty(faults);
      const status = ready ? 'ready' : 'not ready';
      const reasons = { ...(!ready && { faults }), ...(ready && !isEmpty(complete) && { incomplete: complete }) };
      send(
        response,
        ready ? 200 : 503,
        'application/json',
        JSON.stringify({ status, ...(disclosure === 'everything' && reasons) }),
      );
      return true;
    }
    case '/metrics':
      if (disclosure === 'state') send(response, 404, 'text/plain', 'not found\n');
      else send(response, 200, register.contentType, await metrics());
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

const isEmpty = (faults: object): boolean => Object.keys(faults).length === 0;

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
};
