import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@creneau/chassis';
import type { Response } from 'express';
import type { Listener, LiveHub } from './live-hub';
import { openLiveStream } from './live-stream';

const log = createLogger('live-stream-test', 'silent');
const reader = { personId: 'p', sessionKey: 's', expiresMs: Date.now() + 60_000 };

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

const listening = (): { hub: LiveHub; listeners: Set<Listener> } => {
  const listeners = new Set<Listener>();
  const hub: LiveHub = {
    leaveAll: () => undefined,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { hub, listeners };
};

/** Answers one request by `answer` and resolves with what the reader got. */
const reading = async (answer: (response: Response) => void): Promise<string> => {
  server = createServer((_request, response) => {
    // Express's two additions that a stream uses.
    const status = (code: number) => Object.assign(response, { statusCode: code });
    const set = (headers: Record<string, string>) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    };
    answer(Object.assign(response, { status, set }) as unknown as Response);
  });
  await new Promise<void>((resolve) => server?.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://localhost:${port}`)).text();
};

test('a hint that comes while a stream is closing is dropped, and breaks nothing', async () => {
  const { hub, listeners } = listening();
  const errors: Error[] = [];
  const text = await reading((response) => {
    response.on('error', (error) => errors.push(error));
    openLiveStream({ hub, log, admitAgain: async () => reader }, response, 'o', reader);
    const [listener] = listeners;
    listener?.ended();
    listener?.hint({ area: 'booking', officeId: 'o', sequence: 1 });
    listener?.leave();
  });
  expect(text).toContain('event: close\ndata: {"reason":"session_over"}');
  expect(text).not.toContain('event: change');
  expect(errors).toEqual([]);
  expect(listeners.size).toBe(0);
});

test('a page that left before its stream was opened leaves no listener behind', async () => {
  const { hub, listeners } = listening();
  await reading((response) => {
    response.destroy();
    openLiveStream({ hub, log, admitAgain: async () => reader }, response, 'o', reader);
  }).catch(() => '');
  expect(listeners.size).toBe(0);
});
