import { setTimeout as sleep } from 'node:timers/promises';
import { loadPeople, loadVisits } from '../load/index';
import { withDatabases } from '../load/open-stores';
import { type Bench, milliseconds, percentile, type Row } from './bench';
import { coresText } from './processes';
import { attack, outcomeText, type Target } from './vegeta';
import { makeWorld, type World } from './world';

const RATE = 20;
const GOAL_MS = 50;
const LIVE_GOAL_MS = 300;

const send = async ({ url, method, headers, body }: Target): Promise<Response> =>
  fetch(url, { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** A full day, 30 full days behind it and 30 before it, read as the planning page reads it. */
const readPlanning = async (bench: Bench, world: World, officeId: string, token: string): Promise<Row> => {
  const { environment, settings, url, quick, say } = bench;
  const [office] = world.offices.filter(({ id }) => id === officeId);
  for (const target of world.bookings(1, office ? [office] : [])) await send(target);
  const added = await loadVisits(environment, { officeId, pastDays: 30, comingDays: 1 });
  const request = {
    method: 'GET',
    url: `${url}/api/offices/${officeId}/planning`,
    headers: { authorization: `Bearer ${token}` },
  } as const;
  const answer = await fetch(request.url, { headers: request.headers });
  const size = (await answer.text()).length;
  const ask = (seconds: number) =>
    attack(settings, { targets: Array.from({ length: RATE * seconds }, () => request), rate: RATE, seconds });
  await ask(quick ? 2 : 10);
  const outcome = await ask(quick ? 5 : 30);
  say(`planning of ${added} visits: ${outcomeText(outcome)}`);
  return {
    what: `staff planning of a full day and 30 past days (${added} visits, ${(size / 1024).toFixed(0)} kB), ${RATE} requests a second`,
    figure: `p50 ${milliseconds(outcome.p50)}, p99 ${milliseconds(outcome.p99)}`,
    goal: `p99 under ${GOAL_MS} ms`,
    reached: outcome.p99 < GOAL_MS && outcome.codes.get(200) === outcome.requests,
    because: `cores: ${coresText(outcome.used)}`,
  };
};

/** The page's stream: tells the moment each hint of a change arrives. */
const openLive = async (bench: Bench, officeId: string, token: string) => {
  const stop = new AbortController();
  const arrivals: number[] = [];
  const answer = await fetch(`${bench.url}/api/offices/${officeId}/live`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: stop.signal,
  });
  if (!answer.ok || !answer.body) throw new Error(`the live stream answers HTTP ${answer.status}`);
  const reading = (async () => {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      const now = Date.now();
      for (const _ of Buffer.from(chunk)
        .toString()
        .matchAll(/^event: (?!ready|close)\w+/gm))
        arrivals.push(now);
    }
  })().catch(() => undefined);
  return {
    arrivals,
    close: async () => {
      stop.abort();
      await reading;
    },
  };
};

/** From the visit's own time stamp, set just before the commit, to the hint on the page. */
const followLive = async (bench: Bench, world: World, officeId: string, token: string): Promise<Row> => {
  const [office] = world.offices.filter(({ id }) => id === officeId);
  const live = await openLive(bench, officeId, token);
  const delays: number[] = [];
  try {
    await sleep(500);
    for (const target of world.bookings(bench.quick ? 5 : 40, office ? [office] : [])) {
      const seen = live.arrivals.length;
      const answer = await send(target);
      const { appointmentId } = (await answer.json()) as { appointmentId: string };
      for (let tries = 0; live.arrivals.length === seen && tries < 500; tries += 1) await sleep(10);
      const arrived = live.arrivals[seen];
      if (arrived === undefined) throw new Error('a booking was not told on the page within 5 s');
      delays.push(arrived - (await bookedAtMs(bench, appointmentId)));
      await sleep(50);
    }
  } finally {
    await live.close();
  }
  const worst = Math.max(...delays);
  return {
    what: `a booking on the open page, ${delays.length} times`,
    figure: `p50 ${milliseconds(percentile(delays, 0.5))}, longest ${milliseconds(worst)} after the commit began`,
    goal: `within ${LIVE_GOAL_MS} ms`,
    reached: worst <= LIVE_GOAL_MS,
  };
};

const bookedAtMs = ({ environment }: Bench, visitId: string): Promise<number> =>
  withDatabases(environment, ['booking'], async ({ booking }) => {
    const { rows } = await booking.query<{ ms: string }>(
      'SELECT extract(epoch FROM booked_at) * 1000 AS ms FROM visit WHERE id = $1',
      [visitId],
    );
    return Number(rows[0]?.ms);
  });

/** What a practitioner's page asks and hears. */
export const runPlanning = async (bench: Bench): Promise<Row[]> => {
  const world = await makeWorld(bench, 10, 100);
  const office = world.offices[3];
  if (!office) throw new Error('no office to look at');
  const [owner] = await loadPeople(bench.environment, 1, { role: 'practitioner', from: office.n });
  const token = owner?.token ?? '';
  return [await readPlanning(bench, world, office.id, token), await followLive(bench, world, office.id, token)];
};
