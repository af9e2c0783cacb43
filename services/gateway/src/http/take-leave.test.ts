import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Health } from '@creneau/chassis';
import express from 'express';
import { takeLeave } from './take-leave';

test('connections are kept until the process stops, and then end with their answer', async () => {
  const health = new Health();
  const server = express()
    .use(takeLeave(health), (_request, response) => void response.end())
    .listen(0);
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connection = async () => (await fetch(`http://localhost:${port}/`)).headers.get('connection');
    health.started();
    expect(await connection()).toBe('keep-alive');
    health.stopping();
    expect(await connection()).toBe('close');
  } finally {
    server.close();
  }
});
