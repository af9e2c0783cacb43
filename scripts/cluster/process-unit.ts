import { get } from 'node:https';
import { type Command, launch } from '../stack/child-process';
import type { Running, Unit } from '../stack/unit';
import { type Cluster, logOf } from './cluster';

export interface ProcessUnit extends Pick<Unit, 'name' | 'ports' | 'needs' | 'probe' | 'prepare' | 'settle'> {
  readonly command: Omit<Command, 'log'>;
  /** What must be done before it is told to end. */
  readonly beforeStop?: () => Promise<void>;
}

/** A program of the cluster as the supervisor keeps it. */
export const processUnit = (cluster: Cluster, { command, beforeStop, ...unit }: ProcessUnit): Unit => {
  const log = logOf(cluster, unit.name);
  return {
    ...unit,
    kind: 'component',
    url: unit.ports[0] ? `localhost:${unit.ports[0]}` : 'no port',
    log,
    startMs: 60_000,
    launch: async (): Promise<Running> => {
      const running = await launch({ ...command, log });
      if (!beforeStop) return running;
      return {
        ...running,
        stop: async () => {
          await beforeStop();
          await running.stop();
        },
      };
    },
  };
};

/** `{ 'secure-port': 6443 }` → `--secure-port=6443`. */
export const flags = (named: Readonly<Record<string, string | number | boolean>>): string[] =>
  Object.entries(named).map(([name, value]) => `--${name}=${value}`);

/** Whether a server of this machine says it is healthy; its certificate may be one that it made for itself. */
export const probeHealth = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = get(url, { rejectUnauthorized: false, timeout: 2000 }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`HTTP ${answer.statusCode}`));
    });
    request.once('timeout', () => request.destroy(new Error('no answer'))).once('error', reject);
  });
