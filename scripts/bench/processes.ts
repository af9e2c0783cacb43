import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parents, processTree } from '../stack/process-tree';
import { readRunFiles, stillRuns } from '../stack/run-files';

/** What one unit of the stack used, its child processes included. */
export interface Used {
  readonly name: string;
  /** Cores it kept busy, on average: 1 is one whole core. */
  readonly cores: number;
  /** Resident memory at the end, in bytes; of PostgreSQL without what its processes share. */
  readonly bytes: number;
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU seconds of a process itself, and of its children that ended; none once it is gone. */
const cpuSeconds = (pid: number): { own: number; ended: number } => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = (index: number): number => Number(fields[index]) + Number(fields[index + 1]);
    return { own: ticks(11) / TICKS_PER_SECOND, ended: ticks(13) / TICKS_PER_SECOND };
  } catch {
    return { own: 0, ended: 0 };
  }
};

/** Memory that is the process's own, and (of the eldest alone) what it shares. */
const residentBytes = (pid: number, withShared: boolean): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return 1024 * (kilobytes('RssAnon') + (withShared ? kilobytes('RssFile') + kilobytes('RssShmem') : 0));
  } catch {
    return 0;
  }
};

type Tree = readonly number[];

const treeCpu = (tree: Tree): number => tree.map(cpuSeconds).reduce((sum, { own, ended }) => sum + own + ended, 0);
const treeBytes = (tree: Tree): number =>
  tree.reduce((sum, member, index) => sum + residentBytes(member, index === 0), 0);

export interface Meter {
  /** What each used since the meter began, those first that used most. */
  read(): Used[];
}

/** Of this process the children that ended, which are the load generators and commands it started. */
const LOAD = 'load generator';

/** Begins to measure every process of the stack in this folder, and what this process starts and awaits. Linux only. */
export const startMeter = (data: string): Meter => {
  const units = readRunFiles(data).filter((file) => file.kind !== 'supervisor' && stillRuns(file));
  const began = performance.now();
  const look = () => {
    const found = parents();
    return new Map(
      units.map(({ name, pid }) => {
        const tree = processTree(pid, found);
        return [name, { cpu: treeCpu(tree), bytes: treeBytes(tree) }];
      }),
    ).set(LOAD, { cpu: cpuSeconds(process.pid).ended, bytes: 0 });
  };
  const before = look();
  return {
    read: () => {
      const seconds = (performance.now() - began) / 1000;
      return [...look()]
        .map(([name, { cpu, bytes }]) => ({
          name,
          cores: Math.max(0, cpu - (before.get(name)?.cpu ?? 0)) / seconds,
          bytes,
        }))
        .sort((a, b) => b.cores - a.cores);
    },
  };
};

/** "gateway 0.81, booking 0.42 …": those that count. */
export const coresText = (used: readonly Used[], least = 0.03): string =>
  used
    .filter(({ cores }) => cores >= least)
    .map(({ name, cores }) => `${name} ${cores.toFixed(2)}`)
    .join(', ');
