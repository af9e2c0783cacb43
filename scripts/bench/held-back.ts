import { existsSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Long enough for the smallest quota that the kernel takes, a millisecond. */
const PERIOD_US = 50_000;

interface ControlGroups {
  /** The group of all that is in no other. */
  readonly root: string;
  readonly limits: (quotaUs: number) => Readonly<Record<string, string>>;
}

const versions: readonly ControlGroups[] = [
  {
    root: '/sys/fs/cgroup/cpu',
    limits: (quotaUs) => ({ 'cpu.cfs_period_us': String(PERIOD_US), 'cpu.cfs_quota_us': String(quotaUs) }),
  },
  { root: '/sys/fs/cgroup', limits: (quotaUs) => ({ 'cpu.max': `${quotaUs} ${PERIOD_US}` }) },
];

const ours = versions.find(({ root }) => existsSync(join(root, 'cgroup.procs')));

/** A process and the part of a core that it may use. */
export interface Held {
  readonly pid: number;
  readonly cores: number;
}

const GROUP = 'creneau-bench';

const makeGroup = async ({ root, limits }: ControlGroups, name: string, cores: number): Promise<string> => {
  const folder = join(root, `${GROUP}-${name}`);
  await mkdir(folder);
  const files = Object.entries(limits(Math.round(cores * PERIOD_US)));
  for (const [file, value] of files) await writeFile(join(folder, file), value);
  return folder;
};

/** Whether this machine lets us: tried, since a container shows control groups that nobody in it may change. */
export const canHoldBack = async (): Promise<boolean> => {
  if (!ours) return false;
  const made = await makeGroup(ours, 'trial', 0.5).catch(() => undefined);
  await rmdir(join(ours.root, `${GROUP}-trial`)).catch(() => undefined);
  return made !== undefined;
};

/** Runs `use` while processes get no more processor than a pod with that limit would. Throws when one of them ended meanwhile. */
export const heldBack = async <T>(processes: readonly Held[], use: () => Promise<T>): Promise<T> => {
  if (!ours) throw new Error('this machine has no control groups');
  const { root } = ours;
  const folders: string[] = [];
  const free = async (): Promise<boolean> => {
    const pids = processes.map(({ pid }) => String(pid));
    const freed = await Promise.allSettled(pids.map((pid) => writeFile(join(root, 'cgroup.procs'), pid)));
    for (const folder of folders) await rmdir(folder);
    return freed.every(({ status }) => status === 'fulfilled');
  };
  let result: T;
  try {
    for (const { pid, cores } of processes) {
      const folder = await makeGroup(ours, String(pid), cores);
      folders.push(folder);
      await writeFile(join(folder, 'cgroup.procs'), String(pid));
    }
    result = await use();
  } catch (error) {
    await free();
    throw error;
  }
  if (!(await free())) throw new Error('a process that was held back ended');
  return result;
};
