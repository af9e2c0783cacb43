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
