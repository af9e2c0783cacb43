import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHintPublisher, createLogger, forbidden, Life, openRedis, type PublishHint } from '@creneau/chassis';
import { eventually } from '@creneau/chassis/testing';
import express from 'express';
import type { Redis } from 'ioredis';
import { type LiveHub, openLiveHub } from '../src/live/live-hub';
import { openLiveStream, type Reader } from '../src/live/live-stream';
import { ENDED_CHANNEL } from '../src/session/session-store';

const log = createLogger('test', 'fatal');
const life = new Life(log);
let hub: LiveHub;
let redis: Redis;
let publish: PublishHint;
let server: Server;
let origin: string;
/** What the next question about the reader's right is answered with. */
let admitAgain: () => Promise<Reader | undefined>;
let reader: Reader;

const aReader = (change: Partial<Reader> = {}): Reader => ({
  personId: 'person',
  sessionKey: 'session',
  expiresMs: Date.now() + 600_000,
  ...change,
});

beforeAll(async () => {
  const url = process.env.REDIS_URL ?? '';
  redis = await openRedis(life, log, url);
  hub = await openLiveHub(life, log, url);
  publish = createHintPublisher(redis, log);
  const app = express();
  app.get('/:officeId', (request, response) =>
    openLiveStream({ hub, log, admitAgain: () => admitAgain() }, response, request.params.officeId, reader),
  );
  server = createServer(app).listen(0);
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  await eventually(async () => expect(await redis.pubsub('NUMSUB', ENDED_CHANNEL)).not.toContain(0));
});
afterAll(async () => {
  hub.leaveAll();
  server.close();
  server.closeAllConnections();
  await life.stop();
});
beforeEach(() => {
  reader = aReader();
  admitAgain = async () => aReader();
});

interface OpenStream {
  readonly text: () => string;
  readonly ended: Promise<void>;
  leave(): void;
}

const openStream = async (officeId: string): Promise<OpenStream> => {
  const abort = new AbortController();
  const response = await fetch(`${origin}/${officeId}`, { signal: abort.signal });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  let text = '';
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
  };
  const ended = read().catch(() => undefined);
  await eventually(() => expect(text).toContain('event: ready'));
  return { text: () => text, ended, leave: () => abort.abort() };
};
const soon = () => new Promise((resolve) => setTimeout(resolve, 150));

describe('a live stream', () => {
  test("tells the hints of its office, and no other's", async () => {
    const [one, other] = [await openStream('one'), await openStream('other')];
    publish({ area: 'booking', officeId: 'one', sequence: 7 });
    await eventually(() =>
      expect(one.text()).toContain('event: change\ndata: {"area":"booking","officeId":"one","sequence":7}\n\n'),
    );
    await soon();
    expect(other.text()).not.toContain('change');
    one.leave();
    other.leave();
  });

  test('ends when the session ends, whichever replica ended it', async () => {
    const stream = await openStream('one');
    reader = aReader({ sessionKey: 'another' });
    const another = await openStream('one');
    await redis.publish(ENDED_CHANNEL, 'session');
    await stream.ended;
    expect(stream.text()).toContain('event: close\ndata: {"reason":"session_over"}');
    expect(another.text()).not.toContain('close');
    another.leave();
  });

  test('ends when the person has lost her right, and goes on when something else about her changed', async () => {
    const stream = await openStream('one');
    publish({ area: 'identity', officeId: 'person', sequence: 1 });
    await soon();
    expect(stream.text()).not.toContain('close');
    admitAgain = async () => {
      throw forbidden('not_affiliated', 'Removed.');
    };
    publish({ area: 'identity', officeId: 'someone else', sequence: 2 });
    await soon();
    expect(stream.text()).not.toContain('close');
    publish({ area: 'identity', officeId: 'person', sequence: 3 });
    await stream.ended;
    expect(stream.text()).toContain('{"reason":"not_affiliated"}');
  });

  test('ends when she lost her right, or her session, after it was asked for and before the stream listened', async () => {
    admitAgain = async () => {
      throw forbidden('not_affiliated', 'Removed.');
    };
    const removed = await openStream('one');
    await removed.ended;
    expect(removed.text()).toContain('{"reason":"not_affiliated"}');
    admitAgain = async () => undefined;
    const signedOut = await openStream('one');
    await signedOut.ended;
    expect(signedOut.text()).toContain('{"reason":"session_over"}');
  });

  test('outlives a token that can be renewed, and no other', async () => {
    let asked = 0;
    admitAgain = async () => {
      asked += 1;
      return asked <= 2 ? aReader({ expiresMs: Date.now() + 5_200 }) : undefined;
    };
    reader = aReader({ expiresMs: Date.now() + 5_100 });
    const stream = await openStream('one');
    await stream.ended;
    expect(asked).toBe(3);
    expect(stream.text()).toContain('{"reason":"session_over"}');
  });

  test('tells the page to read again after Redis was away', async () => {
    const stream = await openStream('one');
    const clients = (await redis.client('LIST')) as string;
    const ids = [...clients.matchAll(/^id=(\d+) .* sub=2 /gm)].map((match) => match[1] ?? '');
    for (const id of ids) await redis.client('KILL', 'ID', id);
    await eventually(() => expect(stream.text()).toContain('event: resync'));
    publish({ area: 'booking', officeId: 'one', sequence: 8 });
    await eventually(() => expect(stream.text()).toContain('"sequence":8'));
    stream.leave();
  });

  test('ends when her right was taken while Redis was away', async () => {
    const stream = await openStream('one');
    admitAgain = async () => {
      throw forbidden('not_affiliated', 'Removed.');
    };
    const clients = (await redis.client('LIST')) as string;
    for (const [, id] of clients.matchAll(/^id=(\d+) .* sub=2 /gm)) await redis.client('KILL', 'ID', id ?? '');
    await stream.ended;
    expect(stream.text()).toContain('event: resync');
    expect(stream.text()).toContain('{"reason":"not_affiliated"}');
  });

  test('ends when the process stops, so that the page goes to another', async () => {
    const stream = await openStream('one');
    hub.leaveAll();
    await stream.ended;
    expect(stream.text()).toContain('{"reason":"restart"}');
  });
});
