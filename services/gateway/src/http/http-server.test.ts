import type { AddressInfo } from 'node:net';
import { createLogger, Life } from '@creneau/chassis';
import express from 'express';
import { openHttpServer } from './http-server';

test("a request and its response are Express's from birth: nothing is left for it to set", async () => {
  const app = express();
  app.get('/', (request, response) => {
    response.json({ path: request.path });
  });
  const life = new Life(createLogger('test', 'fatal'));
  try {
    const server = await openHttpServer(life, app, 0);
    const born: unknown[] = [];
    server.prependListener('request', (request, response) => {
      born.push(Object.getPrototypeOf(request) === app.request, Object.getPrototypeOf(response) === app.response);
    });
    const answer = await fetch(`http://localhost:${(server.address() as AddressInfo).port}/`);
    expect(await answer.json()).toEqual({ path: '/' });
    expect(born).toEqual([true, true]);
  } finally {
    await life.stop();
  }
});
