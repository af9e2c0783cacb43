import { readFileSync } from 'node:fs';
import { answerAdmin, type Clock, type Disclosure, type Health, type Logger } from '@creneau/chassis';
import compression from 'compression';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { openApiDocument } from '../api/openapi';
import { API_VERSION } from '../api/version';
import { createInFlightLimit } from '../limits/in-flight';
import { answerErrors, answerNotFound } from './errors';
import { measure } from './measure';
import { openContext } from './request-context';
import { securityHeaders } from './security-headers';
import { staticWeb } from './static-web';
import { takeLeave } from './take-leave';

interface Deps {
  readonly clock: Clock;
  readonly health: Health;
  readonly disclosure: Disclosure;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly webRoot: string;
  readonly trustedProxies: readonly string[];
  readonly maxInFlight: number;
  readonly signIn: Router;
  readonly api: Router;
}

/** Before the ten seconds that a call to a service may take: the sum is what a person still waits for. */
const QUEUE_MS = 2_000;
/** A body is a hundred kilobytes at most: with five hundred requests in flight, half a gigabyte that nobody is likely to fill. */
const BODIES_TO_ONE = 10;

/** Probes and metrics, before everything else: they must answer when the rest is overloaded. */
const admin =
  ({ health, disclosure }: Pick<Deps, 'health' | 'disclosure'>): RequestHandler =>
  async (request, response, next) => {
    if (!(await answerAdmin(health, request, response, disclosure))) next();
  };

const answerDocument =
  (body: string): RequestHandler =>
  (_request, response) => {
    response.set({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' }).send(body);
  };

/** What time it is here: a page counts from it, whatever its device believes. */
const tellTime =
  (clock: Clock): RequestHandler =>
  (_request, response, next) => {
    response.setHeader('x-creneau-now', new Date(clock.now().epochMilliseconds).toISOString());
    next();
  };

/** Streams are written line by line: a compressor would keep them back. Half the time of gzip's own level, for a few per cent more. */
const compress = compression({
  threshold: 1_024,
  level: 3,
  filter: (request, response) =>
    !String(response.getHeader('content-type')).startsWith('text/event-stream') &&
    compression.filter(request, response),
});

export const createApp = (deps: Deps): Express => {
  const app = express();
  app.disable('x-powered-by');
  if (deps.trustedProxies.length > 0) app.set('trust proxy', [...deps.trustedProxies]);

  app.use(openContext, measure(deps.log), takeLeave(deps.health), admin(deps), securityHeaders(deps.publicUrl));
  app.use(compress);
  // Files cost next to nothing; what asks the services is counted.
  app.use(
    ['/api', '/auth'],
    createInFlightLimit({
      max: deps.maxInFlight,
      maxWaiting: 2 * deps.maxInFlight,
      maxWaitMs: QUEUE_MS,
      maxBodies: BODIES_TO_ONE * deps.maxInFlight,
    }),
  );
  app.use('/api', tellTime(deps.clock));
  app.get('/api/openapi.json', answerDocument(JSON.stringify(openApiDocument(API_VERSION))));
  app.get('/api/asyncapi.json', answerDocument(readFileSync(require.resolve('@creneau/proto/asyncapi.json'), 'utf8')));
  app.use(deps.api, deps.signIn);
  app.use(['/api', '/auth'], answerNotFound);
  app.use(staticWeb(deps.webRoot, deps.publicUrl), answerNotFound, answerErrors(deps.log));
  return app;
};
