import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stackVariable } from '@creneau/chassis/testing';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');

/** Runs a service's own command, as a job of its image does; answers the JSON it prints. */
export const serviceCommand = async (
  service: 'booking' | 'notification' | 'scheduling',
  program: string,
  ...args: string[]
): Promise<Record<string, unknown>> => {
  const { stdout } = await run(process.execPath, [program, ...args], {
    cwd: join(ROOT, 'services', service),
    env: {
      ...process.env,
      DATABASE_URL: stackVariable(`DATABASE_URL_${service.toUpperCase()}`),
      OIDC_CLIENT_ID: `creneau-${service}`,
      OIDC_CLIENT_SECRET: stackVariable(`OIDC_SECRET_${service.toUpperCase()}`),
      GRPC_PORT: '1',
      LOG_LEVEL: 'error',
    },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
};

/** Runs a script of the runbooks; the databases' addresses are in the environment. */
export const runbook = (script: string, ...args: string[]): Promise<unknown> =>
  run(join(ROOT, 'k8s/runbooks', script), args, {
    env: { ...process.env, PATH: `${stackVariable('POSTGRES_CLIENTS')}:${process.env.PATH}` },
  });
