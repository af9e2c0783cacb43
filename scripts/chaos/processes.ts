import { setTimeout as sleep } from 'node:timers/promises';
import { bornAt, type RunFile, readRunFile, readRunFiles, stillRuns } from '../stack/run-files';

/** Sends a signal to processes that may end meanwhile. */
export const signal = (pids: readonly number[], what: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, what);
    } catch {
      // It is gone: that is what the signal was to bring about, or an earlier one did.
    }
  }
};

/** The process of this name, should it run; it may still be starting. */
export const runningProcess = (data: string, name: string): RunFile | undefined => {
  const file = readRunFile(data, name);
  return file && stillRuns(file) ? file : undefined;
};

/** Waits until the supervisor has another process of this name up; false when it takes too long. */
export const whenReplaced = async (data: string, before: RunFile, maxMs: number): Promise<boolean> => {
  for (const untilMs = Date.now() + maxMs; Date.now() < untilMs; ) {
    const now = runningProcess(data, before.name);
    if (now?.state === 'running' && now.born !== before.born) return true;
    await sleep(100);
  }
  return false;
};

/** Names of the stack's processes that do not run now. */
export const downNow = (data: string): string[] =>
  readRunFiles(data)
    .filter((file) => file.kind !== 'supervisor' && !(file.state === 'running' && stillRuns(file)))
    .map((file) => file.name);

export const stillTheSame = (pid: number, born: string | undefined): boolean => bornAt(pid) === born;
