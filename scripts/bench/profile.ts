import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRunFile } from '../stack/run-files';
import { services } from '../stack/services';
import type { Bench, Row } from './bench';
import { attack } from './vegeta';
import { makeWorld } from './world';

const OFFICES = 500;
const CLIENTS = 16;
/** Where Node's inspector listens once a process is sent SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229/json';
const SAMPLE_MICROSECONDS = 500;

/** Chrome's protocol with one process, as far as a profile needs it. */
const inspect = async (pid: number) => {
  process.kill(pid, 'SIGUSR1');
  await sleep(1_000);
  const [target] = (await (await fetch(INSPECTOR)).json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  let last = 0;
  const send = async (method: string, params?: object): Promise<unknown> => {
    last += 1;
    const id = last;
    socket.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [{ data }] = (await once(socket, 'message')) as [{ data: string }];
      const answer = JSON.parse(data) as { id?: number; result?: unknown; error?: { message: string } };
      if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
      if (answer.id === id) return answer.result;
    }
  };
  const { result } = (await send('Runtime.evaluate', { expression: 'process.pid' })) as { result: { value: number } };
  if (result.value !== pid) throw new Error(`another process than ${pid} is inspected at ${INSPECTOR}`);
  return {
    send,
    /** Closes the inspector too, so that the next process can have its port. */
    close: async (): Promise<void> => {
      const expression = "process.getBuiltinModule('node:inspector').close()";
      socket.send(JSON.stringify({ id: last + 1, method: 'Runtime.evaluate', params: { expression } }));
      await once(socket, 'close');
    },
  };
};

const profileOf = async (pid: number, seconds: number): Promise<Profiler.Profile> => {
  const { send, close } = await inspect(pid);
  await send('Profiler.enable');
  await send('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
  await send('Profiler.start');
  await sleep(seconds * 1_000);
  const { profile } = (await send('Profiler.stop')) as { profile: Profiler.Profile };
  await close();
  return profile;
};

/** The package, module of Node or workspace that a frame's code belongs to; "(program)" and the like stand for themselves. */
const ownerOf = ({ url, functionName }: Profiler.ProfileNode['callFrame']): string => {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  return inPackage ?? /\/(services\/[^/]+|proto)\//.exec(url)?.[1] ?? (url || functionName);
};

/** Whose code the process ran, as shares of the time in which it did anything; those that count, the largest first. */
const sharesOf = ({ nodes, samples = [] }: Profiler.Profile): { busy: number; text: string } => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const counts = new Map<string, number>();
  let busy = 0;
  for (const sample of samples) {
    const frame = frames.get(sample);
    if (!frame || frame.functionName === '(idle)') continue;
    busy += 1;
    counts.set(ownerOf(frame), (counts.get(ownerOf(frame)) ?? 0) + 1);
  }
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8);
  return {
    busy: busy / Math.max(1, samples.length),
    text: most.map(([name, count]) => `${name} ${((100 * count) / busy).toFixed(0)} %`).join(', '),
  };
};

/** What each service does at the maximum: a flame graph as a `.cpuprofile` (Chrome and editors open it), and whose code it is. */
export const runProfile = async (bench: Bench): Promise<Row[]> => {
  const { settings, quick, say } = bench;
  const folder = join(settings.root, 'node_modules/.cache/creneau/profiles');
  await mkdir(folder, { recursive: true });
  const world = await makeWorld(bench, OFFICES, quick ? 100 : 500);
  const saturate = (seconds: number) =>
    attack(settings, { targets: world.bookings(1_000 * seconds), rate: 0, seconds, clients: CLIENTS });
  await saturate(quick ? 4 : 40);
  const rows: Row[] = [];
  for (const { name } of services) {
    const pid = readRunFile(settings.data, name)?.pid;
    if (!pid) continue;
    const seconds = quick ? 4 : 15;
    const [profile] = await Promise.all([sleep(1_000).then(() => profileOf(pid, seconds)), saturate(seconds + 4)]);
    const file = join(folder, `${name}.cpuprofile`);
    await writeFile(file, JSON.stringify(profile));
    const { busy, text } = sharesOf(profile);
    say(`${name}: ${file}`);
    rows.push({
      what: `${name} while ${CLIENTS} clients book`,
      figure: `busy ${(100 * busy).toFixed(0)} %`,
      because: text,
    });
  }
  return rows;
};
