import { setTimeout as sleep } from 'node:timers/promises';
import { setClock } from '../stack/clock-file';
import { processTree } from '../stack/process-tree';
import { bornAt, readRunFiles, stillRuns } from '../stack/run-files';
import type { StackSettings } from '../stack/settings';
import type { Recorder } from './history';
import type { Fault } from './plan';
import { downNow, runningProcess, signal, stillTheSame, whenReplaced } from './processes';

/** A process that was killed is up again by then, or the run says so. */
const REPLACED_MS = 90_000;

export interface Nemesis {
  /** Strikes at each fault's instant; resolves when the last is over. */
  run(faults: readonly Fault[]): Promise<void>;
  /** Lets go of everything and sets the clock right; resolves with what does not come back. */
  heal(): Promise<string[]>;
}

/** Kills, stops, pauses and shifts the clock of a stack that its supervisor keeps alive. */
export const makeNemesis = (settings: StackSettings, recorder: Recorder): Nemesis => {
  const { data } = settings;
  const paused = new Map<number, string | undefined>();
  let clock = Promise.resolve();

  /** Ends processes and waits for the supervisor to begin them anew. */
  const end = async ({ kind, target }: Fault): Promise<boolean> => {
    const file = runningProcess(data, target);
    if (!file) return false;
    const gently = kind === 'stop';
    // SIGINT ends PostgreSQL's sessions; it would wait for them at SIGTERM.
    const how = gently ? (target === 'postgres' ? 'SIGINT' : 'SIGTERM') : 'SIGKILL';
    signal(gently || target !== 'postgres' ? [file.pid] : processTree(file.pid), how);
    // Nobody ends in good order while he is held.
    signal([file.pid], 'SIGCONT');
    await whenReplaced(data, file, REPLACED_MS);
    return true;
  };

  const pause = async ({ target, ms }: Fault): Promise<boolean> => {
    const file = runningProcess(data, target);
    if (!file) return false;
    const family = processTree(file.pid);
    for (const pid of family) paused.set(pid, bornAt(pid));
    signal(family, 'SIGSTOP');
    await sleep(ms);
    letGo(family);
    return true;
  };

  const letGo = (pids: readonly number[]): void => {
    signal(
      pids.filter((pid) => stillTheSame(pid, paused.get(pid))),
      'SIGCONT',
    );
    for (const pid of pids) paused.delete(pid);
  };

  /** One session of PostgreSQL dies, whereupon the server ends all others and recovers. */
  const killBackend = async ({ id }: Fault): Promise<boolean> => {
    const file = runningProcess(data, 'postgres');
    const sessions = file ? processTree(file.pid).slice(1) : [];
    const victim = sessions[(id * 7) % Math.max(1, sessions.length)];
    if (victim === undefined) return false;
    signal([victim], 'SIGKILL');
    await sleep(500);
    return true;
  };

  const strike = async (fault: Fault): Promise<boolean> => {
    if (fault.kind === 'pause') return pause(fault);
    if (fault.kind === 'backend') return killBackend(fault);
    if (fault.kind !== 'clock') return end(fault);
    // One hand at the clock at a time.
    clock = clock.then(() => setClock(data, Date.now() + fault.ms));
    await clock;
    return true;
  };

  const note = async (fault: Fault): Promise<void> => {
    const startMs = Date.now();
    const injected = await strike(fault);
    const { id, kind, target, ms } = fault;
    recorder.fault({ id, kind, target, ms, startMs, endMs: Date.now(), injected });
  };

  return {
    async run(faults) {
      const began = performance.now();
      const running: Promise<void>[] = [];
      for (const fault of faults) {
        const wait = fault.atMs - (performance.now() - began);
        if (wait > 0) await sleep(wait);
        running.push(note(fault));
      }
      await Promise.all(running);
    },
    async heal() {
      letGo([...paused.keys()]);
      await setClock(data, undefined);
      for (const untilMs = Date.now() + REPLACED_MS; downNow(data).length > 0 && Date.now() < untilMs; )
        await sleep(200);
      return downNow(data);
    },
  };
};

/** Waits until each service says that it is ready; resolves with those that do not. */
export const whenAllReady = async (
  data: string,
  adminUrls: ReadonlyMap<string, string>,
  maxMs: number,
): Promise<string[]> => {
  const untilMs = Date.now() + maxMs;
  let unready = [...adminUrls.keys()];
  while (unready.length > 0 && Date.now() < untilMs) {
    const asked = await Promise.all(
      unready.map(async (name) => {
        const answer = await fetch(`${adminUrls.get(name)}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch(
          () => undefined,
        );
        await answer?.body?.cancel();
        return answer?.ok ? [] : [name];
      }),
    );
    unready = asked.flat();
    if (unready.length > 0) await sleep(300);
  }
  const down = readRunFiles(data).filter((file) => file.kind !== 'supervisor' && !stillRuns(file));
  return [...new Set([...unready, ...down.map((file) => file.name)])];
};
