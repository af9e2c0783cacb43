import { withDatabases } from '../load/open-stores';
import { type Bench, milliseconds, percentile, perSecond, type Row } from './bench';
import { coresText } from './processes';
import { attack, type Outcome, outcomeText } from './vegeta';
import { bookingTarget, makeWorld, type World } from './world';

const OFFICES = 500;
const RUSH = 1_000;
const TIMES_NORMAL = 20;
const RUSHES = 3;
const SLOWED_AT_MOST = 1.2;

interface Rush {
  readonly seconds: number;
  readonly text: string;
  /** One winner, and nobody who was told anything but that she is late. */
  readonly right: boolean;
  readonly used: Outcome['used'];
}

/** A thousand people want the same slot at the same instant. */
const rushForOneSlot = async (bench: Bench, world: World): Promise<Rush> => {
  const office = world.offices[0];
  if (!office) throw new Error('no slot to rush for');
  const startsAt = world.nextStart(office);
  const targets = world.patients.map(({ token, n }) =>
    bookingTarget({
      url: bench.url,
      token,
      officeId: office.id,
      startsAt,
      key: `rush-${bench.firstOffice}-${startsAt}-${n}`,
    }),
  );
  const outcome = await attack(bench.settings, { targets, rate: 0, seconds: 60, clients: RUSH });
  bench.say(`${RUSH} for one slot: ${outcomeText(outcome)}`);
  const of = (code: number): number => outcome.codes.get(code) ?? 0;
  const held = await heldClaims(bench, office.id, startsAt);
  return {
    seconds: outcome.requests / outcome.throughput,
    text: `${of(201)} winner, ${of(409)} refused as taken, ${of(429)} told to come back, ${outcome.requests - of(201) - of(409) - of(429)} else`,
    right: of(201) === 1 && held === 1 && of(409) + of(429) === RUSH - 1,
    used: outcome.used,
  };
};

/** Several, of which the middle one counts. */
const rushes = async (bench: Bench, world: World): Promise<Row> => {
  await putOffMails(bench);
  const all: Rush[] = [];
  for (let time = 0; time < RUSHES; time += 1) all.push(await rushForOneSlot(bench, world));
  const wrong = all.find(({ right }) => !right);
  const seconds = all.map((rush) => rush.seconds);
  return {
    what: `${RUSH} patients on one slot at once, ${RUSHES} times`,
    figure: `${(wrong ?? all[0])?.text}; all answered in ${seconds.map((one) => one.toFixed(2)).join(', ')} s`,
    goal: 'one winner, 999 refusals, under 2 s',
    reached: !wrong && percentile(seconds, 0.5) < 2,
    because: `cores: ${coresText(all.at(-1)?.used ?? [])}`,
  };
};

/** What the benches before have booked would have mails sent for ten minutes, beside which nothing else could be measured. */
const putOffMails = (bench: Bench): Promise<unknown> =>
  withDatabases(bench.environment, ['notification'], ({ notification }) =>
    notification.query(
      "UPDATE mail SET due_at = now() + interval '2 minutes' WHERE state = 'waiting' AND due_at < now() + interval '1 minute'",
    ),
  );

const heldClaims = (bench: Bench, officeId: string, startsAt: string): Promise<number> =>
  withDatabases(bench.environment, ['scheduling'], async ({ scheduling }) => {
    const { rows } = await scheduling.query<{ n: string }>(
      "SELECT count(*) AS n FROM claim WHERE office_id = $1 AND state = 'held' AND during @> $2::timestamptz",
      [officeId, startsAt],
    );
    return Number(rows[0]?.n);
  });

/** One office with twenty times its normal rate beside all the others; rounds with and without it in turn. */
const hotOffice = async (bench: Bench, world: World): Promise<Row> => {
  const { settings, quick, say } = bench;
  const [hot, ...others] = world.offices;
  if (!hot) throw new Error('no office to heat');
  const warm = await attack(settings, { targets: world.bookings(4_000), rate: 0, seconds: quick ? 3 : 8, clients: 16 });
  const rate = Math.max(2, Math.round(warm.throughput / 2));
  const hotRate = Math.max(1, Math.round((TIMES_NORMAL * rate) / OFFICES));
  const seconds = quick ? 5 : 15;
  const alone: number[] = [];
  const beside: number[] = [];
  let last: Outcome | undefined;
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    const calm = await attack(settings, { targets: world.bookings(rate * seconds, others), rate, seconds });
    alone.push(...calm.latencies);
    const [busy] = await Promise.all([
      attack(settings, { targets: world.bookings(rate * seconds, others), rate, seconds }),
      attack(settings, { targets: world.bookings(hotRate * seconds, [hot]), rate: hotRate, seconds }),
    ]);
    beside.push(...busy.latencies);
    last = busy;
    say(`others alone: ${outcomeText(calm)}`);
    say(`others beside a hot office: ${outcomeText(busy)}`);
  }
  const [before, after] = [alone, beside].map((all) => ({ p50: percentile(all, 0.5), p95: percentile(all, 0.95) }));
  const slowed = (after?.p50 ?? 0) / (before?.p50 ?? 1);
  const text = (part: typeof before): string =>
    `p50 ${milliseconds(part?.p50 ?? 0)}, p95 ${milliseconds(part?.p95 ?? 0)}`;
  return {
    what: `a hot office (${perSecond(hotRate)}, ${TIMES_NORMAL} × normal) beside the others (${perSecond(rate)})`,
    figure: `others: ${text(before)} → ${text(after)}, × ${slowed.toFixed(2)}`,
    goal: 'the others slowed by at most 20 %',
    reached: slowed <= SLOWED_AT_MOST,
    because: last ? `cores: ${coresText(last.used)}` : undefined,
  };
};

/** What happens where everybody wants the same. */
export const runHotSlot = async (bench: Bench): Promise<Row[]> => {
  const world = await makeWorld(bench, OFFICES, RUSH);
  return [await hotOffice(bench, world), await rushes(bench, world)];
};
