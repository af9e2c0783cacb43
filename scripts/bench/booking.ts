import { services } from '../stack/services';
import { type Bench, megabytes, milliseconds, perSecond, type Row } from './bench';
import { coresText } from './processes';
import { runRawBooking } from './raw-booking';
import { attack, type Outcome, outcomeText } from './vegeta';
import { makeWorld, type World } from './world';

const OFFICES = 500;
const CLIENTS = 16;
/** The search for the maximum begins at this part of what 16 clients in a closed loop reach, and grows by this factor. */
const FIRST_STEP = 0.6;
const GROWTH = 1.12;
const MARKET_LEADERS_DAY = 20_000;
const RATIO = 0.4;

/** Every arrival answered, nobody waiting longer and longer. */
const isSustained = (outcome: Outcome, rate: number): boolean =>
  outcome.codes.get(201) === outcome.requests && outcome.throughput > 0.95 * rate && outcome.p99 < 1_000;

/** Steps the rate up until an arrival is refused or the queue grows; answers the last step that held. */
const findMaximum = async (bench: Bench, world: World, closed: number, seconds: number): Promise<[number, Outcome]> => {
  let best: [number, Outcome] | undefined;
  for (let step = closed * FIRST_STEP; ; step *= GROWTH) {
    const rate = Math.round(step);
    const outcome = await attack(bench.settings, { targets: world.bookings(rate * seconds), rate, seconds });
    bench.say(`${rate} bookings a second: ${outcomeText(outcome)}`);
    if (!isSustained(outcome, rate)) break;
    best = [rate, outcome];
  }
  if (!best) throw new Error('not even a good half of what 16 clients reach can be sustained');
  return best;
};

const memoryOf = ({ used }: Outcome): string =>
  used
    .filter(({ name }) => services.some((service) => service.name === name))
    .map(({ name, bytes }) => `${name} ${megabytes(bytes)}`)
    .sort()
    .join(', ');

/** Bookings through the gateway at a constant arrival rate, beside the same SQL without any service. */
export const runBooking = async (bench: Bench): Promise<Row[]> => {
  const { settings, say, quick } = bench;
  const world = await makeWorld(bench, OFFICES, quick ? 100 : 500);
  const seconds = quick ? 5 : 15;
  const saturate = async (time: number): Promise<Outcome> =>
    attack(settings, { targets: world.bookings(1_000 * time), rate: 0, seconds: time, clients: CLIENTS });

  say(`warm-up: ${outcomeText(await saturate(quick ? 4 : 40))}`);
  const closed = await saturate(seconds);
  say(`${CLIENTS} clients, each as fast as it is answered: ${outcomeText(closed)}`);
  const [rate, most] = await findMaximum(bench, world, closed.throughput, seconds);
  const half = Math.round(rate / 2);
  const easy = await attack(settings, { targets: world.bookings(half * seconds), rate: half, seconds });
  say(`${half} bookings a second: ${outcomeText(easy)}`);

  const [target] = world.bookings(1);
  if (!target) throw new Error('no booking to record');
  const raw = await runRawBooking(bench, target, CLIENTS, seconds);
  say(`pgbench: ${raw.tps.toFixed(0)} bookings a second; ${coresText(raw.used)}`);
  const ratio = rate / raw.tps;

  return [
    {
      what: `bookings through the gateway, ${OFFICES} offices: the highest constant arrival rate`,
      figure: `${perSecond(rate)} (p99 ${milliseconds(most.p99)})`,
      goal: `more than ${MARKET_LEADERS_DAY} a minute`,
      reached: rate * 60 > MARKET_LEADERS_DAY,
      because: `cores: ${coresText(most.used)}`,
    },
    {
      what: `the same SQL by pgbench, ${CLIENTS} clients, ${raw.statements} statements a booking`,
      figure: perSecond(raw.tps),
      because: `cores: ${coresText(raw.used)}`,
    },
    { what: 'ratio of the two', figure: ratio.toFixed(2), goal: `at least ${RATIO}`, reached: ratio >= RATIO },
    {
      what: `bookings at half the maximum (${perSecond(half)})`,
      figure: `p50 ${milliseconds(easy.p50)}, p99 ${milliseconds(easy.p99)}`,
      goal: 'p99 under 60 ms',
      reached: easy.p99 < 60 && easy.codes.get(201) === easy.requests,
      because: `cores: ${coresText(easy.used)}`,
    },
    { what: 'memory of each service at the maximum', figure: memoryOf(most) },
    {
      what: `${CLIENTS} clients in a closed loop`,
      figure: `${perSecond(closed.throughput)} (p50 ${milliseconds(closed.p50)}, p99 ${milliseconds(closed.p99)})`,
      because: `cores: ${coresText(closed.used)}`,
    },
  ];
};
