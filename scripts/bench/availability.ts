import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Bench, perSecond, type Row } from './bench';
import { coresText } from './processes';
import { attack, type Outcome, outcomeText } from './vegeta';
import { makeWorld, span } from './world';

const CLIENTS = 8;
const RATIO = 0.5;

/** An express handler that answers these bytes and does nothing else, in a process of its own. */
const withBareServer = async <T>(body: Buffer, headers: Record<string, string>, use: (url: string) => Promise<T>) => {
  const program = join(import.meta.dirname, 'bare-server.mjs');
  const child = spawn(process.execPath, [program, JSON.stringify(headers)], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    child.stdin.end(body);
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    return await use(`http://localhost:${port.toString().trim()}/`);
  } finally {
    child.kill();
  }
};

/** Ninety days of one office, beside the same bytes from a handler that has nothing to find out. */
export const runAvailability = async (bench: Bench): Promise<Row[]> => {
  const { settings, url, say, quick } = bench;
  const world = await makeWorld(bench, 500, 10);
  const seconds = quick ? 4 : 15;
  const office = `${url}/api/offices/${world.offices[1]?.id}/availability?${span(90)}`;
  const ask = (target: string, encoding: string, time: number): Promise<Outcome> => {
    const request = { method: 'GET', url: target, headers: { 'accept-encoding': encoding } } as const;
    const targets = Array.from({ length: 8_000 * time }, () => request);
    return attack(settings, { targets, rate: 0, seconds: time, clients: CLIENTS });
  };
  const rows: Row[] = [];
  await ask(office, 'identity', quick ? 2 : 8);
  for (const encoding of ['identity', 'gzip']) {
    const full = await ask(office, encoding, seconds);
    say(`${encoding}: ${outcomeText(full)}`);
    const { body, headers } = await bytesOf(office, encoding);
    const bare = await withBareServer(body, headers, async (target) => {
      await ask(target, encoding, quick ? 1 : 4);
      return ask(target, encoding, seconds);
    });
    say(`${encoding}, bare handler: ${outcomeText(bare)}`);
    const ratio = full.throughput / bare.throughput;
    const compressed = encoding === 'gzip';
    rows.push({
      what: `90 days of one office, ${(body.length / 1024).toFixed(1)} kB${compressed ? ' compressed' : ''}, ${CLIENTS} clients`,
      figure: `${perSecond(full.throughput)}; a bare express handler ${perSecond(bare.throughput)}: ${ratio.toFixed(2)}`,
      ...(compressed
        ? {}
        : { goal: `at least ${RATIO}`, reached: ratio >= RATIO && full.codes.get(200) === full.requests }),
      because: `cores: ${coresText(full.used)}; the bare handler's load generator: ${coresText(bare.used, 0.05)}`,
    });
  }
  return rows;
};

/** The answer's bytes as they cross the wire. */
const bytesOf = async (url: string, encoding: string) => {
  const { get } = await import('node:http');
  const request = get(url, { headers: { 'accept-encoding': encoding } });
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { 'content-type': type = '', 'content-encoding': encoded } = response.headers;
  return {
    body: Buffer.concat(chunks),
    headers: { 'content-type': type, ...(encoded ? { 'content-encoding': encoded } : {}) },
  };
};
