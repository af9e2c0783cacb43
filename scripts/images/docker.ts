import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { adopt, launch } from '../stack/child-process';
import { Complaint } from '../stack/complaint';
import { lastLines } from '../stack/log-tail';
import type { Say } from '../stack/report';
import { findProgram } from '../stack/tools';

/** A Docker daemon, seen through its client. */
export interface Docker {
  /** What its clients need in their environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the client; resolves to what it printed, complains with the last lines of what it said. */
  run(...args: string[]): Promise<string>;
}

const client = (environment: Docker['environment']): Docker => ({
  environment,
  run: async (...args) => {
    const result = await execa('docker', args, { env: environment, reject: false, all: true, stdin: 'ignore' });
    if (!result.failed) return result.stdout;
    const said = (result.all || result.message || '').split('\n').slice(-25).join('\n');
    throw new Complaint(`docker ${args[0]} failed:\n${said}`);
  },
});

const answers = async (docker: Docker): Promise<boolean> => {
  try {
    await docker.run('version', '--format', '{{.Server.Version}}');
    return true;
  } catch {
    return false;
  }
};

/** The daemon that this machine's clients reach, if any. */
export const findDocker = async (): Promise<Docker | undefined> => {
  if (!(await findProgram(['docker']))) return undefined;
  const docker = client({});
  return (await answers(docker)) ? docker : undefined;
};

/**
 * Runs a body with a Docker daemon: the machine's own, else (for root) one of ours, which keeps its images in the cache, leaves the
 * machine's network alone, and ends with the body.
 */
export const withDocker = async <T>(cache: string, say: Say, body: (docker: Docker) => Promise<T>): Promise<T> => {
  const found = await findDocker();
  if (found) return body(found);
  const daemon = await findProgram(['dockerd']);
  if (!daemon || process.getuid?.() !== 0)
    throw new Complaint(
      'Images are built with Docker, and no daemon answers: start it (Debian: apt install docker.io).',
    );
  const folder = join(cache, 'docker');
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const socket = `unix://${folder}/docker.sock`;
  const [log, pidFile] = [join(cache, 'logs/docker.log'), join(folder, 'docker.pid')];
  const docker = client({ DOCKER_HOST: socket, DOCKER_BUILDKIT: '0' });
  const places = [`--data-root=${folder}/data`, `--exec-root=${folder}/run`, `--pidfile=${pidFile}`];
  const network = ['--bridge=none', '--iptables=false', '--ip6tables=false'];
  // One that a killed command left is as good as new.
  const left = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
  const running = (await answers(docker))
    ? adopt(left)
    : await launch({ file: daemon, args: [`--host=${socket}`, ...places, ...network], log });
  const stopped = (): void => void running.stop().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stopped);
  try {
    for (let waited = 0; !(await answers(docker)); waited += 200) {
      if (waited > 30_000) throw new Complaint(`dockerd does not answer:\n${lastLines(log, 10)}`);
      await sleep(200);
    }
    say('a Docker daemon of our own answers');
    return await body(docker);
  } finally {
    await running.stop();
  }
};
