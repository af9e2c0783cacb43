import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setClock } from './clock-file';
import { heldFile, letGo } from './held';
import { processTree } from './process-tree';
import { isAlive, type RunFile, readRunFile, stillRuns } from './run-files';

/** Ends a fault; returns when the unit answers again. Once is enough. */
export type Mend = () => Promise<void>;

/** Faults put into a running stack from outside, by the names of `npm run ps`. All work on the unit's own processes. */
export interface StackFaults {
  /** The unit's own process now. */
  pid(name: string): number;
  /** Kills the unit at once; returns when the supervisor has it running again. */
  kill(name: string): Promise<void>;
  /** Kills the unit (or ends it in good order) and keeps it away until mended. */
  away(name: string, signal?: NodeJS.Signals): Promise<Mend>;
  /** Stops the unit and all its processes where they stand: it hangs, and its connections stay open. */
  hang(name: string): Mend;
  /** Ends every fault that is still on: for tests that failed half-way. */
  mendAll(): Promise<void>;
  /** Moves the one clock; without an instant, sets it right again. */
  clock(to?: Temporal.Instant | string): Promise<void>;
}

const RUNNING_WITHIN_MS = 180_000;
const ENDS_WITHIN_MS = 30_000;

/** `data` is the stack's folder: CRENEAU_DATA in its environment. */
export const openStackFaults = (data: string): StackFaults => {
  const fileOf = (name: string): RunFile => {
    const file = readRunFile(data, name);
    if (!file) throw new Error(`the stack in ${data} runs no ${name}`);
    return file;
  };

  const open = new Set<Mend>();
  const mendOnce = (mend: Mend): Mend => {
    const once = async (): Promise<void> => {
      if (open.delete(once)) await mend();
    };
    open.add(once);
    return once;
  };

  const until = async (what: string, withinMs: number, holds: () => boolean): Promise<void> => {
    for (const deadline = Date.now() + withinMs; !holds(); await sleep(20))
      if (Date.now() > deadline) throw new Error(`${what} took longer than ${withinMs / 1000} s`);
  };

  const isRunningAnew = (before: RunFile): boolean => {
    const file = readRunFile(data, before.name);
    return file !== undefined && file.born !== before.born && file.state === 'running' && stillRuns(file);
  };
  const backAfter = (before: RunFile): Promise<void> =>
    until(`the return of ${before.name}`, RUNNING_WITHIN_MS, () => isRunningAnew(before));

  const end = async (file: RunFile, signal: NodeJS.Signals): Promise<void> => {
    process.kill(file.pid, signal);
    await until(`the end of ${file.name}`, ENDS_WITHIN_MS, () => !isAlive(file.pid));
  };

  return {
    pid: (name) => fileOf(name).pid,
    kill: async (name) => {
      const file = fileOf(name);
      await end(file, 'SIGKILL');
      await backAfter(file);
    },
    away: async (name, signal = 'SIGKILL') => {
      const file = fileOf(name);
      writeFileSync(heldFile(data, name), '');
      await end(file, signal);
      return mendOnce(async () => {
        letGo(data, name);
        await backAfter(file);
      });
    },
    hang: (name) => {
      const stopped = processTree(fileOf(name).pid);
      for (const pid of stopped) process.kill(pid, 'SIGSTOP');
      return mendOnce(async () => {
        for (const pid of stopped) if (isAlive(pid)) process.kill(pid, 'SIGCONT');
      });
    },
    mendAll: async () => {
      for (const mend of open) await mend();
    },
    clock: (to) => setClock(data, to === undefined ? undefined : Date.parse(to.toString())),
  };
};
