import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { postgresClients } from '../stack/postgres-clients';
import type { StackSettings } from '../stack/settings';
import { startMeter, type Used } from './processes';

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
  const binary = join(await postgresClients(settings, () => {}), 'pgbench');
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
