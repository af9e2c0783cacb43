import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PaymentServiceService } from '@creneau/proto/payment/v1/service';
import { Health } from '../health/health';
import { Life } from '../lifecycle/life';
import { createLogger } from '../telemetry/logger';
import { openGrpcClient } from './client';
import { expose, openGrpcServer } from './server';

const log = createLogger('connection-age-test', 'silent');
const life = new Life(log);
afterAll(() => life.stop());

/** Leads to a port, and counts who comes. */
const openCounter = async (to: number): Promise<{ port: number; connections: () => number }> => {
  let connections = 0;
  const sockets: Socket[] = [];
  const server = await life.open(
    'counter',
    () =>
      new Promise<Server>((resolve) => {
        const listening = createServer((socket) => {
          connections += 1;
          const onward = connect(to, '127.0.0.1');
          socket.pipe(onward).pipe(socket);
          for (const end of [socket, onward]) end.on('error', () => socket.destroy() && onward.destroy());
          sockets.push(socket, onward);
        }).listen(0, '127.0.0.1', () => resolve(listening));
      }),
    (opened) => {
      for (const socket of sockets) socket.destroy();
      opened.close();
    },
  );
  return { port: (server.address() as { port: number }).port, connections: () => connections };
};

test('connections end after a while, so that callers see new replicas, and no call notices', async () => {
  const port = await openGrpcServer(
    {
      port: 0,
      life,
      health: new Health(),
      log,
      verifier: {
        service: async () => 'booking',
        person: () => Promise.reject(new Error('nobody')),
        prepare: async () => undefined,
      },
      connectionAgeMs: 200,
    },
    expose(
      PaymentServiceService,
      { getDues: { from: ['booking'], person: 'nobody' }, markDue: { from: ['gateway'], person: 'anybody' } },
      {
        getDues: async ({ officeId }) => {
          // Longer than a connection lives, and long enough for pings while it ends.
          if (officeId === 'slow') await sleep(300);
          return { dues: [] };
        },
        markDue: async () => ({ due: undefined }),
      },
    ),
  );
  const counter = await openCounter(port);
  const client = await openGrpcClient({
    life,
    definition: PaymentServiceService,
    address: `dns:///localhost:${counter.port}`,
    serviceToken: async () => 'token',
    idempotent: [],
    keepaliveMs: 20,
  });
  const until = Date.now() + 1_500;
  let calls = 0;
  const call = async (_: unknown, index: number): Promise<void> => {
    while (Date.now() < until) {
      await client.getDues({ officeId: index % 2 === 0 ? 'slow' : 'fast', visitIds: [] });
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, call));
  expect(calls).toBeGreaterThan(100);
  expect(counter.connections()).toBeGreaterThan(3);
});
