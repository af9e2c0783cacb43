import { join } from 'node:path';
import { createLogger, Health, Life, openPostgres, type Postgres } from '@creneau/chassis';
import { eventually, freshDatabase } from '@creneau/chassis/testing';
import { Client } from 'pg';

const log = createLogger('pool-test', 'silent');

let life: Life;
let postgres: Postgres;
let drop: () => Promise<void>;
beforeEach(async () => {
  life = new Life(log);
  const database = await freshDatabase(join(__dirname, 'migrations'));
  drop = database.drop;
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
});
afterEach(async () => {
  await life.stop();
  await drop();
});

/** Ends a session from outside, as a restart of the server does, and waits until it is gone. */
const endSession = async (pid: number): Promise<void> => {
  const admin = new Client({ connectionString: process.env.POSTGRES_URL });
  await admin.connect();
  try {
    await admin.query('SELECT pg_terminate_backend($1)', [pid]);
    await eventually(async () => {
      expect((await admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rowCount).toBe(0);
    });
  } finally {
    await admin.end();
  }
};

test('a session lost between two statements of a transaction fails that transaction, not the process', async () => {
  const lost = postgres.tx(async (tx) => {
    const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await endSession(row?.pid ?? 0);
    await tx.query('SELECT 1');
  });
  await expect(lost).rejects.toMatchObject({ kind: 'unavailable', code: 'database_unavailable' });
  expect(await postgres.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

describe('statements that do not wait for one another', () => {
  const EARLY = { readsFirst: true };
  beforeEach(() => postgres.query('CREATE TABLE fruit (name text PRIMARY KEY)'));
  const add = (name: string) => ['INSERT INTO fruit VALUES ($1) RETURNING name', [name]] as const;
  const fruits = () => postgres.query('SELECT name FROM fruit');

  test('are carried out in their order within the transaction', async () => {
    const [before, , after] = await postgres.tx(
      (tx) => Promise.all([tx.query('SELECT * FROM fruit'), tx.query(...add('fig')), tx.query('SELECT * FROM fruit')]),
      EARLY,
    );
    expect([before, after]).toEqual([[], [{ name: 'fig' }]]);
  });

  test('are all undone by a throw, and by the failure of one', async () => {
    const thrown = postgres.tx(async (tx) => {
      await tx.query(...add('fig'));
      throw new Error('changed my mind');
    }, EARLY);
    await expect(thrown).rejects.toThrow('changed my mind');
    const failed = postgres.tx((tx) => Promise.all([tx.query(...add('fig')), tx.query('SELECT 1 / 0')]), EARLY);
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    expect(await fruits()).toEqual([]);
  });

  test('of which one fails, fail for its reason, however deep it was asked', async () => {
    const deeper = async <T>(asked: Promise<T>, depth: number): Promise<T> =>
      depth === 0 ? asked : deeper(asked, depth - 1);
    const failed = postgres.tx(
      (tx) => Promise.all([deeper(tx.query('SELECT 1 / 0'), 9), tx.query('SELECT 1'), tx.query('SELECT 2')]),
      EARLY,
    );
    await expect(failed).rejects.toMatchObject({ code: '22012' });
  });

  test('of which one failed unseen, are not taken for committed', async () => {
    const unseen = postgres.tx(async (tx) => {
      await tx.query(...add('fig'));
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(unseen).rejects.toThrow('had failed before');
    expect(await fruits()).toEqual([]);
  });

  test('with the last of them a transaction is committed, and takes no other', async () => {
    const told: string[] = [];
    const late = postgres.tx(async (tx) => {
      tx.afterCommit(() => told.push('committed'));
      const last = tx.last();
      expect(await last.query(...add('fig'))).toEqual([{ name: 'fig' }]);
      expect(await fruits()).toEqual([{ name: 'fig' }]);
      expect(told).toEqual([]);
      return () => tx.query(...add('plum'));
    }, EARLY);
    const another = await late;
    expect(told).toEqual(['committed']);
    await expect(another()).rejects.toThrow('follows the end');
    expect(await fruits()).toEqual([{ name: 'fig' }]);
  });

  test('of which the last fails, nothing is kept or told', async () => {
    const told: string[] = [];
    const failed = postgres.tx(async (tx) => {
      tx.afterCommit(() => told.push('committed'));
      await tx.query(...add('fig'));
      await tx.last().query(...add('fig'));
    });
    await expect(failed).rejects.toMatchObject({ code: '23505' });
    expect([await fruits(), told]).toEqual([[], []]);
  });
});
