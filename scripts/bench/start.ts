import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { services } from '../stack/services';
import { benchSettings, readSettings } from '../stack/settings';
import { type Bench, megabytes, type Row } from './bench';
import { startMeter } from './processes';

const SECOND_START_S = 40;
const IDLE_BYTES = 120 * 1_048_576;

interface Place {
  readonly root: string;
  readonly env: Record<string, string>;
}

/** Runs an npm command of this clone as a person does; answers its seconds. */
const run = async ({ root, env }: Place, command: 'start' | 'stop'): Promise<number> => {
  const began = performance.now();
  const args = command === 'start' ? ['start', '--', '--detach'] : ['run', '--silent', 'stop'];
  const program = command === 'start' ? 'npm' : process.execPath;
  const { failed, all } = await execa(program, command === 'start' ? args : ['scripts/run.mjs', 'stop'], {
    cwd: root,
    env,
    all: true,
    reject: false,
  });
  if (failed) throw new Error(`npm ${command} failed: ${all.slice(-500)}`);
  return (performance.now() - began) / 1000;
};

/** `npm start` on empty data and again, on a stack beside the bench's own, and what its processes keep in memory. */
export const runStart = async (bench: Bench): Promise<Row[]> => {
  const data = `${bench.settings.data}-start`;
  const beside = await benchSettings(readSettings());
  const cache = bench.cold ? await mkdtemp(join(tmpdir(), 'creneau-cache-')) : beside.cache;
  const env = { CRENEAU_DATA: data, CRENEAU_PORT_OFFSET: String(beside.portOffset), CRENEAU_CACHE: cache };
  const place = { root: beside.root, env };
  await rm(data, { recursive: true, force: true });
  try {
    const first = await run(place, 'start');
    await run(place, 'stop');
    const second = await run(place, 'start');
    await sleep(bench.quick ? 5_000 : 45_000);
    const used = startMeter(data).read();
    const names = new Set<string>(services.map(({ name }) => name));
    const own = used.filter(({ name }) => names.has(name));
    const most = Math.max(...own.map(({ bytes }) => bytes));
    const list = (which: typeof used): string =>
      which
        .map(({ name, bytes }) => `${name} ${megabytes(bytes)}`)
        .sort()
        .join(', ');
    return [
      {
        what: bench.cold ? 'first npm start, empty cache folder' : 'npm start on empty data, downloads in the cache',
        figure: `${first.toFixed(1)} s`,
      },
      {
        what: 'second npm start',
        figure: `${second.toFixed(1)} s`,
        goal: `under ${SECOND_START_S} s`,
        reached: second < SECOND_START_S,
      },
      {
        what: 'memory of each service, idle',
        figure: list(own),
        goal: 'under 120 MB each',
        reached: most < IDLE_BYTES,
      },
      {
        what: 'memory of the components, idle',
        figure: list(used.filter(({ name, bytes }) => !names.has(name) && bytes > 0)),
      },
    ];
  } finally {
    await run(place, 'stop').catch(() => undefined);
    await rm(data, { recursive: true, force: true });
    if (bench.cold) await rm(cache, { recursive: true, force: true });
  }
};
