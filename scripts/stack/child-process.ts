import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Complaint } from './complaint';
import { isAlive } from './run-files';
import { type Running, type StopRule, usualStop } from './unit';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly log: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly stopRule?: StopRule;
}

/** The part of our own environment that any program needs; nothing else leaks into the stack. */
export const bareEnvironment = (): Record<string, string> => {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME', 'LOG_LEVEL'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
};

const endIt = async (pid: number, { signal, graceMs }: StopRule): Promise<void> => {
  const send = (what: NodeJS.Signals): void => {
    try {
      process.kill(pid, what);
    } catch {
      // It ended by itself meanwhile.
    }
  };
  send(signal);
  const deadline = Date.now() + graceMs;
  while (isAlive(pid) && Date.now() < deadline) await sleep(50);
  if (isAlive(pid)) send('SIGKILL');
  while (isAlive(pid)) await sleep(50);
};

/**
 * Starts a program in its own process group (so that Ctrl-C reaches the supervisor alone, which stops things in
 * order), with its output in a log file (so that it lives on if the supervisor dies, to be adopted by the next one).
 */
export const launch = async (command: Command): Promise<Running> => {
  mkdirSync(dirname(command.log), { recursive: true });
  const log = openSync(command.log, 'a', 0o640);
  const child = spawn(command.file, [...command.args], {
    cwd: command.cwd,
    env: { ...bareEnvironment(), ...command.env },
    uid: command.uid,
    gid: command.gid,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  const { pid } = child;
  if (pid === undefined) throw new Complaint(`${command.file} could not be started: ${await exited}.`);
  return {
    pid,
    exited,
    stop: async () => {
      await endIt(pid, command.stopRule ?? usualStop);
      await exited;
    },
  };
};

/** Takes over a process that an earlier supervisor left running. */
export const adopt = (pid: number, stopRule: StopRule = usualStop): Running => {
  const exited = (async () => {
    while (isAlive(pid)) await sleep(250);
    return 'gone';
  })();
  return { pid, exited, stop: () => endIt(pid, stopRule) };
};
