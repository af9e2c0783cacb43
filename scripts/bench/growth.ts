import { rm } from 'node:fs/promises';
import { loadOffices, nameOf } from '../load/index';
import { readRunFiles } from '../stack/run-files';
import { processNames } from '../stack/services';
import { replicable } from '../stack/settings';
import { withAnotherStack } from './another-stack';
import { type Bench, milliseconds, perSecond, type Row } from './bench';
import { canHoldBack, heldBack } from './held-back';
import { coresText } from './processes';
import { attack, type Outcome, outcomeText, type Target } from './vegeta';
import { makeWorld, span, type World } from './world';

const SIZES = { whole: [10, 1_000, 100_000], quick: [10, 100] } as const;
/** So many have settings and days, whatever the number of offices: the rest have listing, policy and horizon. */
const WITH_DAYS = 500;
const FIRST = 3_000_000;
const CLIENTS = 16;

const saturate = (bench: Bench, targets: readonly Target[], seconds: number): Promise<Outcome> =>
  attack(bench.settings, { targets, rate: 0, seconds, clients: CLIENTS });

/** More than two cores book, and few enough that ten offices have as many free starts. */
const PER_SECOND = 500;

const book = async (bench: Bench, world: World, warmUpSeconds = 6): Promise<Outcome> => {
  const [warmUp, seconds] = bench.quick ? [2, 3] : [warmUpSeconds, 12];
  await saturate(bench, world.bookings(PER_SECOND * warmUp), warmUp);
  return saturate(bench, world.bookings(PER_SECOND * seconds), seconds);
};

const read = (bench: Bench, urls: readonly string[]): Promise<Outcome> => {
  const seconds = bench.quick ? 2 : 8;
  const targets = Array.from({ length: 3_000 * seconds }, (_, index) => ({
    method: 'GET' as const,
    url: urls[index % urls.length] ?? '',
  }));
  return saturate(bench, targets, seconds);
};

const speedOf = ({ throughput, p99 }: Outcome): string => `${perSecond(throughput)}, p99 ${milliseconds(p99)}`;

/** The same work among more and more offices. */
const growByOffices = async (bench: Bench): Promise<Row[]> => {
  const rows: Row[] = [];
  let loaded = 0;
  for (const size of bench.quick ? SIZES.quick : SIZES.whole) {
    const world = await makeWorld({ ...bench, firstOffice: FIRST + loaded }, Math.min(WITH_DAYS, size - loaded), 100);
    loaded += world.offices.length;
    if (size > loaded) {
      await loadOffices(bench.environment, size - loaded, {
        from: FIRST + loaded,
        planning: 'horizon',
        configured: false,
      });
      loaded = size;
    }
    const booked = await book(bench, world);
    const available = await read(
      bench,
      world.offices.map(({ id }) => `${bench.url}/api/offices/${id}/availability?${span(90)}`),
    );
    const found = await read(
      bench,
      world.offices.map(({ n }) => `${bench.url}/api/offices?q=${nameOf('practitioner', n).lastName}`),
    );
    bench.say(`${size} offices, bookings: ${outcomeText(booked)}`);
    bench.say(`${size} offices, availability: ${outcomeText(available)}`);
    bench.say(`${size} offices, search: ${outcomeText(found)}`);
    rows.push({
      what: `with ${size} offices, ${CLIENTS} clients`,
      figure: `bookings ${speedOf(booked)}; 90 days of free starts ${speedOf(available)}; search by name ${speedOf(found)}`,
      because: `cores while booking: ${coresText(booked.used)}`,
    });
  }
  return rows;
};

/** The same office's free starts over more and more days. */
const growByDays = async (bench: Bench): Promise<Row> => {
  const [office] = await loadOffices(bench.environment, 1, { from: FIRST - 1, windowDays: 180 });
  const figures: string[] = [];
  for (const days of [30, 90, 180]) {
    const outcome = await read(bench, [`${bench.url}/api/offices/${office?.id}/availability?${span(days)}`]);
    bench.say(`${days} days: ${outcomeText(outcome)}`);
    figures.push(`${days} days ${speedOf(outcome)}`);
  }
  return { what: 'free starts of a window of 180 days', figure: figures.join('; ') };
};

/** Processes that were just started compile, and ask for the terms of each office. */
const WARM_UP_OF_NEW_S = 40;

/** Cores that each process may use when none is to fill the machine; booking does twice the work of the others. */
const HELD_CORES = { scheduling: 0.04, booking: 0.08, notification: 0.04 } as const;
/** As many as keep processes that are held back busy. */
const MANY_CLIENTS = 96;

/** Bookings while each process that may have replicas is held to the limit of a small pod. */
const bookHeldBack = async (bench: Bench, world: World): Promise<Outcome> => {
  const seconds = bench.quick ? 3 : 15;
  const held = readRunFiles(bench.settings.data).flatMap(({ name, pid }) => {
    const service = replicable.find((known) => processNames(known).includes(name));
    return service ? [{ pid, cores: HELD_CORES[service] }] : [];
  });
  return heldBack(held, () =>
    attack(bench.settings, { targets: world.bookings(PER_SECOND * seconds), rate: 0, seconds, clients: MANY_CLIENTS }),
  );
};

/** The same load on one process of each service and on replicas that share it: with all of the machine's cores, and with a part of one each. */
const growByReplicas = async (bench: Bench): Promise<Row[]> => {
  const folder = 'replicas';
  await rm(`${bench.settings.data}-${folder}`, { recursive: true, force: true });
  const rows: Row[] = [];
  for (const replicas of [1, 3] as const) {
    await withAnotherStack(bench, folder, { replicas }, async (beside) => {
      const world = await makeWorld({ ...beside, firstOffice: 500 * replicas }, 500, 100);
      const booked = await book(beside, world, WARM_UP_OF_NEW_S);
      const held = (await canHoldBack()) ? await bookHeldBack(beside, world) : undefined;
      const which = replicas === 1 ? 'one process' : `${replicas} processes`;
      bench.say(`${which} of each: ${outcomeText(booked)}`);
      rows.push({
        what: `bookings with ${which} each of ${replicable.join(', ')}, ${CLIENTS} clients`,
        figure: speedOf(booked),
        because: `cores: ${coresText(booked.used)}`,
      });
      if (!held) return;
      bench.say(`${which} of each, held back: ${outcomeText(held)}`);
      rows.push({
        what: `the same with ${Object.values(HELD_CORES).join(', ')} of a core for each process, ${MANY_CLIENTS} clients`,
        figure: speedOf(held),
        because: `cores: ${coresText(held.used)}`,
      });
    });
  }
  return rows;
};

/** How the cost grows with size. */
export const runGrowth = async (bench: Bench): Promise<Row[]> => [
  ...(await growByOffices(bench)),
  await growByDays(bench),
  ...(await growByReplicas(bench)),
];
