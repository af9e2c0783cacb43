import { join } from 'node:path';
import { execa } from 'execa';
import { bareEnvironment } from './child-process';
import { Complaint } from './complaint';
import { serviceEnvironment } from './environment';
import { loadSecrets } from './secrets';
import { services } from './services';
import type { StackSettings } from './settings';

/** What an operator's command of a service answered: its exit code, and the JSON it printed last, if any. */
export interface CommandResult {
  readonly code: number;
  readonly answer: unknown;
}

/** Runs a program of a service's own (`dist/run-window.js`) with that service's environment, as a job in a cluster would. */
export const runServiceCommand = async (
  settings: StackSettings,
  name: string,
  program: string,
  args: readonly string[],
): Promise<CommandResult> => {
  const service = services.find((candidate) => candidate.name === name);
  if (!service) throw new Complaint(`There is no service ${name}.`);
  const secrets = await loadSecrets(settings.data);
  const { exitCode, stdout } = await execa(process.execPath, ['--enable-source-maps', program, ...args], {
    cwd: join(settings.root, 'services', name),
    env: { ...bareEnvironment(), ...serviceEnvironment(settings, secrets, service), LOG_LEVEL: 'error' },
    extendEnv: false,
    reject: false,
    stderr: 'inherit',
  });
  const last = stdout.trim().split('\n').at(-1);
  return { code: exitCode ?? 1, answer: last ? JSON.parse(last) : undefined };
};
