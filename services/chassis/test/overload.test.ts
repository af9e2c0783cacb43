import { AsyncLocalStorage } from 'node:async_hooks';
import { type AddressInfo, createServer } from 'node:net';
import { AppError, createLogger, createOfficeQueue, Health, Life, openPostgres, type Postgres } from '@creneau/chassis';
import { stackVariable } from '@creneau/chassis/testing';

const log = createLogger('overload-test', 'silent');
let life: Life;
let health: Health;
beforeEach(() => {
  life = new Life(log);
  health = new Health();
  health.started();
});
afterEach(() => life.stop());

const open = (change: { url?: string; connections?: number; connectionTimeoutMs?: number; maxWaiting?: number }) =>
  openPostgres({ url: stackVariable('POSTGRES_URL'), life, health, log, ...change });

/** A promise that the test resolves. */
const signal = () => {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
};

/** Holds a connection of the pool until it is let go. */
const hold = async (postgres: Postgres): Promise<() => Promise<unknown>> => {
  const letGo = signal();
  const began = signal();
  const held = postgres.tx(async (tx) => {
    await tx.query('SELECT 1');
    began.give();
    await letGo.given;
  });
  await began.given;
  return () => {
    letGo.give();
    return held;
  };
};

const kindOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? `${error.kind} ${error.code}` : String(error)),
  );

describe('a database with more callers than connections', () => {
  test('is overloaded to whom waited in vain while others were served', async () => {
    const postgres = await open({ connections: 2, connectionTimeoutMs: 2_000 });
    const first = await hold(postgres);
    const second = await hold(postgres);
    const served = kindOf(postgres.query('SELECT pg_sleep(4)'));
    const unserved = kindOf(postgres.query('SELECT 1'));
    await first();
    expect(await unserved).toBe('limited overloaded');
    expect(await served).toBe('done');
    await second();
  });

  test('refuses at once who would be one too many in the queue, and serves those who wait', async () => {
    const postgres = await open({ connections: 1, maxWaiting: 2 });
    const first = await hold(postgres);
    const waiting = [kindOf(postgres.query('SELECT 1')), kindOf(postgres.query('SELECT 1'))];
    await expect(postgres.tx(async () => undefined)).rejects.toMatchObject({
      kind: 'limited',
      code: 'overloaded',
      details: { retryAfterSeconds: '1' },
    });
    await first();
    expect(await Promise.all(waiting)).toEqual(['done', 'done']);
  });

  test('is an outage when nobody is served meanwhile', async () => {
    const postgres = await open({ connections: 1, connectionTimeoutMs: 2_000 });
    const first = await hold(postgres);
    expect(await kindOf(postgres.query('SELECT 1'))).toBe('unavailable database_unavailable');
    await first();
  });

  test('stays ready as long as it answers somebody', async () => {
    const postgres = await open({ connections: 1, connectionTimeoutMs: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const first = await hold(postgres);
    const asked = health.faults();
    const queue = Array.from({ length: 200 }, () => postgres.query('SELECT pg_sleep(0.05)'));
    await first();
    expect((await asked).serving).toEqual({});
    queue.map((waiting) => waiting.catch(() => undefined));
  });
});

describe('a database that is away', () => {
  test('is an outage, and makes the process not ready', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, resolve));
    life.onStop('silent server', () => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const postgres = await open({ url: `postgresql://nobody@localhost:${port}/none`, connectionTimeoutMs: 500 });
    expect(await kindOf(postgres.query('SELECT 1'))).toBe('unavailable database_unavailable');
    expect(Object.keys((await health.faults()).serving)).toEqual(['postgres']);
  });

  test('is an outage too when it is the encryption that fails', async () => {
    const unencrypted = createServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.write('N')),
    );
    await new Promise<void>((resolve) => unencrypted.listen(0, resolve));
    life.onStop('unencrypted server', () => void unencrypted.close());
    const { port } = unencrypted.address() as AddressInfo;
    const postgres = await open({ url: `postgresql://nobody@localhost:${port}/none?sslmode=verify-full` });
    expect(await kindOf(postgres.query('SELECT 1'))).toBe('unavailable database_unavailable');
  });

  test('ends the transaction whose connection it cuts, and nothing else', async () => {
    const postgres = await open({ connections: 2 });
    const cut = postgres.tx(async (tx) => {
      const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await postgres.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await tx.query('SELECT pg_sleep(5)');
    });
    expect(await kindOf(cut)).toBe('unavailable database_unavailable');
    expect(await kindOf(postgres.query('SELECT 1'))).toBe('done');
  });
});

describe('a hot office', () => {
  test('has each work in the context of whoever asked for it', async () => {
    const queue = createOfficeQueue({ maxWaitMs: 5_000, maxWaiting: 10 });
    const who = new AsyncLocalStorage<string>();
    const asked = ['first', 'second', 'third'].map((name) =>
      who.run(name, () =>
        queue('hot', async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return who.getStore();
        }),
      ),
    );
    expect(await Promise.all(asked)).toEqual(['first', 'second', 'third']);
  });

  test('refuses whom it would keep waiting too long as overload, and serves the others in order', async () => {
    const queue = createOfficeQueue({ maxWaitMs: 100, maxWaiting: 10 });
    const letGo = signal();
    const first = queue('hot', () => letGo.given);
    await expect(queue('hot', async () => undefined)).rejects.toMatchObject({ kind: 'limited', code: 'office_busy' });
    await queue('quiet', async () => undefined);
    letGo.give();
    await first;
  });
});
