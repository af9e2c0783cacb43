import { createLogger, type Db, Health, Life, openPostgres, type Postgres, unavailable } from '@creneau/chassis';
import { freshDatabase } from '@creneau/chassis/testing';
import { mailsPerTurn, makePace, takeTurn } from '../src/outbound/postgres/mail-turns';
import { MIGRATIONS } from './stage';

const log = createLogger('notification-test', 'fatal');
let life: Life;
let postgres: Postgres;
let drop: () => Promise<void>;

beforeEach(async () => {
  const database = await freshDatabase(MIGRATIONS);
  drop = database.drop;
  life = new Life(log);
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
});
afterEach(async () => {
  await life.stop();
  await drop();
});

test('turns are those of all replicas together', async () => {
  const began = performance.now();
  const [one, other] = [makePace(postgres, 20), makePace(postgres, 20)];
  await Promise.all([one(1), other(1), one(1), other(1), one(1)]);
  // Four of 50 ms: a timer may be a millisecond early.
  expect(performance.now() - began).toBeGreaterThan(190);
});

test('a turn for several is as much longer', async () => {
  const began = performance.now();
  const pace = makePace(postgres, 20);
  await pace(4);
  await pace(1);
  expect(performance.now() - began).toBeGreaterThan(190);
});

test.each([
  [1, 1],
  [7, 1],
  [20, 5],
  [10_000, 8],
])('of %d mails a second, %d leave together', (perSecond, mails) => {
  expect(mailsPerTurn(perSecond)).toBe(mails);
});

test('turns are not waited for while the database gives none', async () => {
  const away: Db = { query: () => Promise.reject(unavailable('database_unavailable', 'away')) };
  await makePace(away, 1_000)(1);
});

const setTo = (interval: string) =>
  postgres.query(`UPDATE mail_turn SET next_at = clock_timestamp() + '${interval}'::interval`);

test('turns come evenly to all who ask at once, whichever replica they are of', async () => {
  const waits = await Promise.all([1, 2, 3, 4].map(() => takeTurn(postgres, 10_000)));
  waits.sort((a, b) => a - b);
  expect(waits[0]).toBe(0);
  for (const [nth, wait] of waits.entries()) {
    expect(wait).toBeLessThanOrEqual(nth * 10_000);
    expect(wait).toBeGreaterThan(nth * 10_000 - 9_000);
  }
});

test.each([
  ['behind', '-1 hour'],
  ['before the clock was set back', '1 hour'],
])('a turn left %s: nobody waits', async (_, left) => {
  await takeTurn(postgres, 10_000);
  await setTo(left);
  expect(await takeTurn(postgres, 10_000)).toBe(0);
  expect(await takeTurn(postgres, 10_000)).toBeGreaterThan(1_000);
});
