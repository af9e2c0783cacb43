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
const runWindow = async ({ settings, secrets }: Bench, today: string): Promise<WindowRun> => {
  const service = services.find(({ name }) => name === 'scheduling');
  if (!service) throw new Error('there is no scheduling');
  const began = performance.now();
  const child = spawn(process.execPath, ['dist/run-window.js', '--today', today], {
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

/** The same rows into a table of the same keys, in one statement. */
const insertRaw = async (scheduling: Client): Promise<number> => {
  await scheduling.query('DROP TABLE IF EXISTS bench_day');
  await scheduling.query('CREATE TABLE bench_day (LIKE planning_day INCLUDING ALL)');
  const began = performance.now();
  await scheduling.query(
    `INSERT INTO bench_day (office_id, day, tz, visit_minutes, periods)
     SELECT office_id, generated_through, tz, visit_minutes,
            weekly_periods -> (extract(isodow FROM generated_through)::int - 1)
     FROM office_schedule WHERE generated_through IS NOT NULL`,
  );
  const seconds = (performance.now() - began) / 1000;
  await scheduling.query('DROP TABLE bench_day');
  return seconds;
};

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
      const today = await todayOf(scheduling);
      await runWindow(bench, today);
      const nothing = await runWindow(bench, today);
      const runs: WindowRun[] = [];
      const raws: number[] = [];
      for (let night = 1; night <= 3; night += 1) {
        runs.push(await runWindow(bench, Temporal.PlainDate.from(today).add({ days: night }).toString()));
        raws.push(await insertRaw(scheduling));
      }
      const whole = median(runs.map(({ seconds }) => seconds));
      const own = Math.max(0, whole - nothing.seconds);
      const raw = median(raws);
      const offices = runs[0]?.offices ?? 0;
      peaks.push(Math.max(...runs.map(({ bytes }) => bytes)));
      bench.say(
        `${offices} offices: ${whole.toFixed(2)} s, of which ${nothing.seconds.toFixed(2)} s start; raw ${raw.toFixed(3)} s`,
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

/** The day on which no office is behind: the next one is each window's first night. */
const todayOf = async (scheduling: Client): Promise<string> => {
  const { rows } = await scheduling.query<{ today: string }>(
    'SELECT max(generated_through - window_days)::text AS today FROM office_schedule',
  );
  return rows[0]?.today ?? '';
};
