import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { representJson, sendRepresentation } from './representation';

const answer = { days: Array.from({ length: 90 }, (_, day) => ({ day, starts: ['09:00', '09:15'] })) };
let server: Server;
let url: string;

beforeAll(async () => {
  const representation = representJson(answer);
  const app = express().get('/', (request, response) => sendRepresentation(request, response, representation));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

test.each([
  ['br', 'br'],
  ['gzip', 'gzip'],
  ['gzip;q=0.5, br', 'br'],
  ['identity', null],
  ['zstd', null],
])('who takes "%s" gets the answer in %s', async (accepted, encoding) => {
  const found = await fetch(url, { headers: { 'accept-encoding': accepted } });
  expect(found.headers.get('content-encoding')).toBe(encoding);
  expect(found.headers.get('vary')).toBe('accept-encoding');
  expect(await found.json()).toEqual(answer);
});

test('who has the answer is told no more than that', async () => {
  const first = await fetch(url);
  const etag = first.headers.get('etag') ?? '';
  const again = await fetch(url, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});
