import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { withDatabases } from '../load/open-stores';
import { port } from '../stack/settings';
import { type Bench, milliseconds, perSecond, type Row } from './bench';
import { type Histogram, histogramOf, observations, quantile, shareWithin, since } from './histogram';
import { coresText, startMeter } from './processes';
import { attack, outcomeText } from './vegeta';
import { makeWorld } from './world';

const GOAL_S = 0.5;
const METRIC = 'creneau_event_age_seconds';
/** payment hears of teleconsultations alone, and nobody books any here. */
const CONSUMERS = ['notification'] as const;

const agesAt = async ({ settings }: Bench): Promise<Histogram[]> =>
  Promise.all(
    CONSUMERS.map(async (name) => {
      const answer = await fetch(`http://localhost:${port(settings, `${name}Admin`)}/metrics`);
      return histogramOf(await answer.text(), METRIC);
    }),
  );

/** The ages once nothing of what was booked before is still under way. */
const whenQuiet = async (bench: Bench): Promise<Histogram[]> => {
  const seen = (ages: readonly Histogram[]): string => ages.map(observations).join();
  for (let last = await agesAt(bench); ; ) {
    await sleep(2_000);
    const now = await agesAt(bench);
    if (seen(now) === seen(last)) return now;
    last = now;
  }
};

/** From the fact to its effect in each consumer, while as much is booked as can be. */
const ageOfEffects = async (bench: Bench): Promise<Row[]> => {
  const { settings, quick, say } = bench;
  const world = await makeWorld(bench, 500, 100);
  const seconds = quick ? 5 : 20;
  const saturate = (time: number) =>
    attack(settings, { targets: world.bookings(400 * time), rate: 0, seconds: time, clients: 16 });
  await saturate(quick ? 3 : 30);
  const closed = await saturate(quick ? 3 : 10);
  const rate = Math.max(2, Math.round(0.9 * closed.throughput));
  const before = await whenQuiet(bench);
  const outcome = await attack(settings, { targets: world.bookings(rate * seconds), rate, seconds });
  say(`${rate} bookings a second: ${outcomeText(outcome)}`);
  const booked = outcome.codes.get(201) ?? 0;
  let ages: Histogram[] = [];
  const isComplete = (): boolean => ages.length > 0 && ages.every((age) => observations(age) >= booked);
  for (let tries = 0; tries < 600 && !isComplete(); tries += 1) {
    await sleep(100);
    ages = (await agesAt(bench)).map((after, index) => since(before[index] ?? new Map(), after));
  }
  return CONSUMERS.map((name, index) => {
    const age = ages[index] ?? new Map<number, number>();
    const share = shareWithin(age, GOAL_S);
    return {
      what: `from a booking's fact to its effect in ${name}, at ${perSecond(rate)}`,
      figure: `p50 ${milliseconds(1000 * quantile(age, 0.5))}, p99 ${milliseconds(1000 * quantile(age, 0.99))}; ${(100 * share).toFixed(1)} % of ${observations(age)} within ${GOAL_S * 1000} ms`,
      goal: 'p99 under 500 ms',
      reached: observations(age) >= booked && share >= 0.99,
      because: index === 0 ? `cores: ${coresText(outcome.used)}` : undefined,
    };
  });
};

/** When the mails of the backlog are due: nobody is to send them. */
const NEVER = '2199-01-01T00:00:00Z';

/** Facts as booking writes them, of visits that nobody has: so many at once as an outage of the broker would leave. */
const writeBacklog = async (booking: Client, count: number): Promise<void> => {
  const visit = {
    officeId: '<office>',
    patientId: randomUUID(),
    visitId: '<visit>',
    state: 'VISIT_STATE_BOOKED',
    startsAt: '2199-02-01T09:00:00Z',
    endsAt: '2199-02-01T09:15:00Z',
    timeZone: 'Europe/Paris',
    version: 2,
    scheduleRevision: 1,
    bookedAt: NEVER,
  };
  // 500 keys, as a fact belongs to an office; the shard is any number from 0 to 15 that a key always has.
  await booking.query(
    `INSERT INTO outbox (id, shard, key, sequence, type, payload, occurred_at)
     SELECT gen_random_uuid(), office % 16, k.key, 1 + n / 500, 'creneau.booking.v1.VisitBooked',
            replace(replace($2, '<visit>', gen_random_uuid()::text), '<office>', k.key), now()
     FROM generate_series(0, $1::int - 1) AS n, LATERAL (SELECT n % 500 AS office) AS o,
          LATERAL (SELECT md5($3 || office)::uuid::text AS key) AS k`,
    [count, JSON.stringify({ visit, by: 'ACTOR_KIND_PATIENT' }), randomUUID()],
  );
};

/** How fast a backlog goes: out of the outbox, and into the consumer that has most to do. */
const drainBacklog = async (bench: Bench): Promise<Row> => {
  const count = bench.quick ? 5_000 : 100_000;
  return withDatabases(bench.environment, ['booking', 'notification'], async ({ booking, notification }) => {
    const number = async (on: Client, sql: string): Promise<number> =>
      Number((await on.query<{ n: string }>(sql)).rows[0]?.n ?? 0);
    const left = () => number(booking, 'SELECT count(*) AS n FROM outbox');
    const mails = () =>
      number(notification, `SELECT count(*) AS n FROM mail WHERE kind = 'confirmation' AND due_at >= '${NEVER}'`);

    const mailsBefore = await mails();
    await writeBacklog(booking, count);
    const meter = startMeter(bench.settings.data);
    const began = performance.now();
    const took: Partial<Record<'outbox' | 'notification', number>> = {};
    while (took.outbox === undefined || took.notification === undefined) {
      await sleep(200);
      const seconds = (performance.now() - began) / 1000;
      if (seconds > 900) throw new Error('the backlog was not drained within a quarter of an hour');
      if ((await left()) === 0) took.outbox ??= seconds;
      if ((await mails()) - mailsBefore >= count) took.notification ??= seconds;
    }
    const used = meter.read();
    await notification.query('DELETE FROM mail WHERE due_at >= $1', [NEVER]);
    const rate = (seconds: number): string => perSecond(count / seconds);
    return {
      what: `a backlog of ${count} facts of booking, drained`,
      figure: `published ${rate(took.outbox)}, applied by notification ${rate(took.notification)}`,
      because: `cores: ${coresText(used)}`,
    };
  });
};

/** From the outbox to what follows. */
export const runEvents = async (bench: Bench): Promise<Row[]> => [
  ...(await ageOfEffects(bench)),
  await drainBacklog(bench),
];
