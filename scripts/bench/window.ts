import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { loadOffices } from '../load/index';
import { withDatabases } from '../load/open-stores';
import { bareEnvironment } from '../stack/child-process';
import { serviceEnvironment } from '../stack/environment';
import { services } from '../stack/services';
import { type Bench, megabytes, type Row } from './bench';

const SIZES = { whole: [1_000, 10_000, 100_000], quick: [200, 1_000] } as const;
const RATIO = 2;
/** Offices of other benches have days; these have only a horizon, so that days of the past need not be loaded. */
const FIRST = 2_000_000;

interface WindowRun {
  readonly seconds: number;
  readonly offices: number;
  readonly daysAdded: number;
  /** The most memory that the command ever had. */
  readonly bytes: number;
}

/** Peak memory of a process while it lives. */
const peakBytes = (pid: number): number => {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** scheduling's own command, as `npm run window` and a job of a cluster run it. */
const runWindow = async ({ settings, secrets }: Bench, today: Temporal.PlainDate): Promise<WindowRun> => {
  const service = services.find(({ name }) => name === 'scheduling');
  if (!service) throw new Error('there is no scheduling');
  const began = performance.now();
  const child = spawn(process.execPath, ['dist/run-window.js', '--today', today.toString()], {
    cwd: join(settings.root, 'services/scheduling'),
    env: { ...bareEnvironment(), ...serviceEnvironment(settings, secrets, service), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [bytes, output] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const timer = setInterval(() => {
    bytes = Math.max(bytes, peakBytes(child.pid ?? 0));
  }, 25);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(timer);
  if (code !== 0) throw new Error(`the nightly window ended with ${code}`);
  const answer = JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as Pick<WindowRun, 'offices' | 'daysAdded'>;
  return { ...answer, seconds: (performance.now() - began) / 1000, bytes };
};

/** As many rows into the same table, of a day that nobody has, in one statement; they are taken away again. */
const insertRaw = async (scheduling: Client): Promise<number> => {
  const began = performance.now();
  await scheduling.query(
    `INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
     SELECT office_id, through + 1000, tz, visit_minutes, weekly_periods -> (extract(isodow FROM through + 1)::int - 1)
     FROM office_schedule JOIN planning_horizon USING (office_id)`,
  );
  const seconds = (performance.now() - began) / 1000;
  await scheduling.query('DELETE FROM planning_day WHERE day > (SELECT max(through) FROM planning_horizon)');
  await scheduling.query('VACUUM planning_day');
  return seconds;
};

/** One office lacks its last night, so that the command has all to open that it ever opens. */
const setBackOne = (scheduling: Client): Promise<unknown> =>
  scheduling.query(
    `WITH one AS (
       UPDATE planning_horizon SET through = through - 1 WHERE ctid = (SELECT ctid FROM planning_horizon LIMIT 1)
       RETURNING office_id, through)
     DELETE FROM planning_day d USING one WHERE d.office_id = one.office_id AND d.day = one.through + 1`,
  );

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The nightly window for more and more offices, beside the same rows by one statement. */
export const runNightlyWindow = async (bench: Bench): Promise<Row[]> => {
  const rows: Row[] = [];
  const peaks: number[] = [];
  let loaded = 0;
  for (const size of bench.quick ? SIZES.quick : SIZES.whole) {
    await loadOffices(bench.environment, size - loaded, { from: FIRST + loaded, planning: 'horizon' });
    loaded = size;
    await withDatabases(bench.environment, ['scheduling'], async ({ scheduling }) => {
      await scheduling.query('ANALYZE office_schedule');
      const today = (await todayOf(scheduling)).add({ days: 1 });
      await runWindow(bench, today);
      const starts: number[] = [];
      const runs: WindowRun[] = [];
      const raws: number[] = [];
      for (let night = 1; night <= 3; night += 1) {
        await setBackOne(scheduling);
        starts.push((await runWindow(bench, today.add({ days: night - 1 }))).seconds);
        runs.push(await runWindow(bench, today.add({ days: night })));
        raws.push(await insertRaw(scheduling));
      }
      const whole = median(runs.map(({ seconds }) => seconds));
      const start = median(starts);
      const own = Math.max(0, whole - start);
      const raw = median(raws);
      const offices = runs[0]?.offices ?? 0;
      peaks.push(Math.max(...runs.map(({ bytes }) => bytes)));
      bench.say(
        `${offices} offices: ${whole.toFixed(2)} s, of which ${start.toFixed(2)} s start; raw ${raw.toFixed(3)} s`,
      );
      rows.push({
        what: `the nightly window of ${offices} offices, a day each`,
        figure: `${own.toFixed(2)} s beside ${raw.toFixed(2)} s of raw INSERT … SELECT: × ${(own / raw).toFixed(1)}; with the command's start ${whole.toFixed(2)} s; peak ${megabytes(peaks.at(-1) ?? 0)}`,
        goal: `at most ${RATIO} ×`,
        reached: own / raw <= RATIO,
      });
    });
  }
  const grown = (peaks.at(-1) ?? 0) / (peaks[0] ?? 1);
  rows.push({
    what: `peak memory of the nightly window, up to ${loaded} offices more`,
    figure: `${peaks.map(megabytes).join(', ')}`,
    goal: 'flat',
    reached: grown < 1.5,
  });
  return rows;
};

/** The day on which no office is behind. */
const todayOf = async (scheduling: Client): Promise<Temporal.PlainDate> => {
  const { rows } = await scheduling.query<{ today: string }>(
    `SELECT max(greatest(generated_through, through) - window_days)::text AS today
     FROM office_schedule LEFT JOIN planning_horizon USING (office_id)`,
  );
  return Temporal.PlainDate.from(rows[0]?.today ?? '');
};
