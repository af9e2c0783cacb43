import { setTimeout as sleep } from 'node:timers/promises';
import { adopt } from './child-process';
import { Complaint } from './complaint';
import { isHeld, letGo } from './held';
import { lastLines, rotateLog } from './log-tail';
import { holderOf, isTaken } from './port-holder';
import type { Reporter } from './report';
import { isAlive, type RunFile, readRunFile, removeRunFile, stillRuns, writeRunFile } from './run-files';
import type { Running, Unit } from './unit';

/** A process that dies is started again after this; the same after the hundredth death. */
const restartAfterMs = 300;
/** One that dies right after its start waits a little longer, so that it does not eat the machine. */
const restartFailingAfterMs = 1500;
/** Services start side by side and may stumble over each other; one that ends this often on its first start is broken. */
const firstTries = 3;

export interface Supervisor {
  /** Finds the unit running, or starts it; resolves when it answers, and keeps it alive from then on. */
  start(unit: Unit): Promise<void>;
  /** Refuses, before anything long begins, ports that something else holds. */
  refuseTakenPorts(units: readonly Unit[]): Promise<void>;
  /** Stops what this supervisor owns: each unit after those that need it. */
  stopAll(): Promise<void>;
}

interface Kept {
  readonly unit: Unit;
  running: Running;
  /** Not ours: another supervisor of the same data folder keeps it alive. */
  readonly shared: boolean;
}

export const makeSupervisor = (data: string, report: Reporter): Supervisor => {
  const kept: Kept[] = [];
  let stopping = false;

  const note = (unit: Unit, pid: number, state: RunFile['state']): void =>
    writeRunFile(data, { name: unit.name, kind: unit.kind, pid, url: unit.url, state, owner: process.pid });

  /** Waits until it answers; false when it ended before. */
  const answers = async (unit: Unit, running: Running): Promise<boolean> => {
    let ended = false;
    void running.exited.then(() => {
      ended = true;
    });
    const deadline = Date.now() + unit.startMs;
    while (!ended && Date.now() < deadline) {
      try {
        await unit.probe();
        return !ended;
      } catch {
        await sleep(100);
      }
    }
    if (!ended) {
      await running.stop();
      throw new Complaint(`${unit.name} did not answer within ${unit.startMs / 1000} s:\n${lastLines(unit.log, 20)}`);
    }
    return false;
  };

  const complaintsOf = async (unit: Unit): Promise<string[]> => {
    const found = readRunFile(data, unit.name);
    if (found && stillRuns(found)) return [];
    const taken = await Promise.all(unit.ports.map(async (port) => ((await isTaken(port)) ? [port] : [])));
    return taken.flat().map((port) => `Port ${port}, which ${unit.name} needs, is taken by ${holderOf(port)}.`);
  };

  const refuseTakenPorts = async (units: readonly Unit[]): Promise<void> => {
    const complaints = (await Promise.all(units.map(complaintsOf))).flat();
    if (complaints.length === 0) return;
    const wayOut = 'Stop what holds it, or move the whole stack: CRENEAU_PORT_OFFSET=100 npm start';
    throw new Complaint([...complaints, wayOut].join('\n'));
  };

  /** What runs already under this name in this data folder: to be shared, adopted, or (services) replaced. */
  const find = async (unit: Unit): Promise<Kept | undefined> => {
    const file = readRunFile(data, unit.name);
    if (!file || !stillRuns(file)) return undefined;
    const shared = file.owner !== process.pid && isAlive(file.owner);
    const running = adopt(file.pid, unit.stopRule);
    if (!shared && unit.kind === 'service') {
      await running.stop();
      return undefined;
    }
    if (!(await answers(unit, running))) return undefined;
    if (!shared) note(unit, file.pid, 'running');
    report.for(unit.name)(shared ? 'runs already' : 'runs already, taken over');
    return { unit, running, shared };
  };

  const watch = async (entry: Kept): Promise<void> => {
    const say = report.for(entry.unit.name);
    for (;;) {
      const began = Date.now();
      const how = await entry.running.exited;
      if (stopping) return;
      const early = Date.now() - began < 5000;
      say(`ended by itself (${how}); its last lines, from ${entry.unit.log}:`);
      report.line(lastLines(entry.unit.log, 8));
      await revive(entry, early);
      if (stopping) return;
    }
  };

  const revive = async (entry: Kept, early: boolean): Promise<void> => {
    const { unit } = entry;
    const began = Date.now();
    for (let wait = early ? restartFailingAfterMs : restartAfterMs; !stopping; wait = restartFailingAfterMs) {
      await sleep(wait);
      while (isHeld(data, unit.name) && !stopping) await sleep(50);
      if (stopping) return;
      try {
        entry.running = await unit.launch();
        note(unit, entry.running.pid, 'restarting');
        if (await answers(unit, entry.running)) {
          note(unit, entry.running.pid, 'running');
          report.for(unit.name)(`is up again after ${((Date.now() - began) / 1000).toFixed(1)} s`);
          return;
        }
      } catch (error) {
        report.for(unit.name)(error instanceof Complaint ? error.message : String(error));
      }
    }
  };

  const launchFirst = async (unit: Unit): Promise<Kept> => {
    await refuseTakenPorts([unit]);
    if (stopping) throw new Complaint('Stopped while starting.');
    rotateLog(unit.log);
    letGo(data, unit.name);
    const began = Date.now();
    const entry: Kept = { unit, running: await unit.launch(), shared: false };
    kept.push(entry);
    note(unit, entry.running.pid, 'starting');
    for (let tries = 1; !(await answers(unit, entry.running)); tries += 1) {
      const how = await entry.running.exited;
      if (stopping) throw new Complaint('Stopped while starting.');
      if (unit.kind === 'component' || tries === firstTries) {
        throw new Complaint(`${unit.name} did not start (${how}):\n${lastLines(unit.log, 20)}`);
      }
      report.for(unit.name)(`ended while starting (${how}); starting it again`);
      await sleep(restartFailingAfterMs);
      entry.running = await unit.launch();
      note(unit, entry.running.pid, 'starting');
    }
    note(unit, entry.running.pid, 'running');
    report.for(unit.name)(`up in ${((Date.now() - began) / 1000).toFixed(1)} s at ${unit.url}`);
    return entry;
  };

  /** What a server that dies meanwhile has to say stands in its log. */
  const settle = async (unit: Unit): Promise<void> => {
    try {
      await unit.settle?.(report.for(unit.name));
    } catch (error) {
      if (error instanceof Complaint) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Complaint(`${unit.name} could not be set up (${reason}):\n${lastLines(unit.log, 20)}`);
    }
  };

  /** A server that somebody else runs: it answers, or the command ends. */
  const findElsewhere = async (unit: Unit): Promise<void> => {
    try {
      await unit.probe();
    } catch (error) {
      throw new Complaint(
        `${unit.name} does not answer at ${unit.url}: ${error instanceof Error ? error.message : error}.`,
      );
    }
    report.for(unit.name)(`answers at ${unit.url}`);
  };

  const stopOne = async (entry: Kept, stop: (other: Kept) => Promise<void>): Promise<void> => {
    await Promise.all(kept.filter((other) => other.unit.needs.includes(entry.unit.name)).map(stop));
    if (entry.shared) return;
    await entry.running.stop();
    removeRunFile(data, entry.unit.name);
    report.for(entry.unit.name)('stopped');
  };

  return {
    refuseTakenPorts,
    start: async (unit) => {
      if (unit.elsewhere) {
        await findElsewhere(unit);
        return;
      }
      const found = await find(unit);
      if (found) kept.push(found);
      const entry = found ?? (await launchFirst(unit));
      if (entry.shared) return;
      await settle(unit);
      void watch(entry);
    },
    stopAll: async () => {
      stopping = true;
      const stops = new Map<string, Promise<void>>();
      const stop = (entry: Kept): Promise<void> => {
        const stopped = stops.get(entry.unit.name) ?? stopOne(entry, stop);
        stops.set(entry.unit.name, stopped);
        return stopped;
      };
      await Promise.all(kept.map(stop));
    },
  };
};
