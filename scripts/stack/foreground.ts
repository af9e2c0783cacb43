import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Complaint } from './complaint';
import { lastLines, rotateLog } from './log-tail';
import { makeReporter, type Reporter } from './report';
import { isAlive, type RunFile, readRunFile, removeRunFile, stillRuns, writeRunFile } from './run-files';
import type { StackSettings } from './settings';
import { makeSupervisor, type Supervisor } from './supervisor';

/** The command that keeps this name's part of the stack alive, when one runs. */
export const runningCommand = (data: string, name: string): RunFile | undefined => {
  const file = readRunFile(data, name);
  return file && stillRuns(file) ? file : undefined;
};

const whenAskedToStop = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });

/** Runs a body with a supervisor; whatever ends it (its own end, an error, Ctrl-C, SIGTERM), all it started is stopped. */
export const underSupervisor = async (
  settings: StackSettings,
  command: { name: string; url: string },
  body: (supervisor: Supervisor, report: Reporter, noteRunning: () => void) => Promise<number>,
): Promise<number> => {
  const report = makeReporter();
  const supervisor = makeSupervisor(settings.data, report);
  const note = (state: RunFile['state']): void =>
    writeRunFile(settings.data, { ...command, kind: 'supervisor', pid: process.pid, state, owner: process.pid });
  const asked = whenAskedToStop().then(() => {
    report.line(settings.durable ? 'Stopping; everything is kept.' : 'Stopping.');
    return 130;
  });
  note('starting');
  try {
    return await Promise.race([body(supervisor, report, () => note('running')), asked]);
  } finally {
    await supervisor.stopAll();
    removeRunFile(settings.data, command.name);
  }
};

/** Brings a part of the stack up and keeps it until somebody asks it to stop. */
export const stayInForeground = async (
  settings: StackSettings,
  command: { name: string; url: string },
  bringUp: (supervisor: Supervisor, report: Reporter) => Promise<void>,
): Promise<number> => {
  const code = await underSupervisor(settings, command, async (supervisor, report, noteRunning) => {
    await bringUp(supervisor, report);
    noteRunning();
    return new Promise<never>(() => {});
  });
  return code === 130 ? 0 : code;
};

/** Runs this same command without --detach in the background and resolves when it is up. */
export const detach = async (settings: StackSettings, name: string): Promise<number> => {
  mkdirSync(join(settings.data, 'logs'), { recursive: true });
  const log = join(settings.data, 'logs', `${name}.log`);
  rotateLog(log);
  const output = openSync(log, 'a');
  const args = [...process.execArgv, ...process.argv.slice(1).filter((arg) => arg !== '--detach')];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', output, output] });
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Complaint(`The ${name} could not be started in the background.`);
  process.stderr.write(`Starting in the background; progress is in ${log}\n`);
  while (isAlive(pid)) {
    if (runningCommand(settings.data, name)?.state === 'running') return 0;
    await sleep(200);
  }
  throw new Complaint(`Did not start:\n${lastLines(log, 20)}`);
};
