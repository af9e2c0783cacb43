import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { goProgram } from '../stack/go-program';
import type { Say } from '../stack/report';
import type { StackSettings } from '../stack/settings';
import { percentile } from './bench';
import { coresText, startMeter, type Used } from './processes';

const version = 'v12.13.0';
const program = 'github.com/tsenart/vegeta/v12';

/** One request of a load. */
export interface Target {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Attack {
  readonly targets: readonly Target[];
  /** Arrivals a second, whatever the answers; 0: as many as `clients` can, each waiting for its answer. */
  readonly rate: number;
  readonly seconds: number;
  /** Clients at most; by default as many as the rate needs. */
  readonly clients?: number;
  /** Kept of each answer, to tell what those that failed said; 0 by default. */
  readonly bodyBytes?: number;
}

export interface Outcome {
  readonly requests: number;
  /** Answers a second, from the first request to the last answer. */
  readonly throughput: number;
  /** How often each HTTP status came; 0: no answer. */
  readonly codes: ReadonlyMap<number, number>;
  /** What was not answered 200 or 201: "429 overloaded of /api/offices". */
  readonly failures: readonly string[];
  /** From the moment each request was due, in milliseconds, in order of arrival. */
  readonly latencies: readonly number[];
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly used: readonly Used[];
}

/** The load generator: open loop, and an order of magnitude lighter than what it loads. */
export const vegeta = (settings: StackSettings, say: Say): Promise<string> =>
  goProgram(settings.cache, { name: 'vegeta', package: program, version }, say);

/** Loads the stack and answers what came of it, with what each process used meanwhile. */
export const attack = async (
  settings: StackSettings,
  { targets, rate, seconds, clients, bodyBytes = 0 }: Attack,
): Promise<Outcome> => {
  const binary = await vegeta(settings, () => {});
  const folder = await mkdtemp(join(tmpdir(), 'creneau-bench-'));
  try {
    const [requests, results] = [join(folder, 'requests.json'), join(folder, 'results.bin')];
    await pipeline(Readable.from(targets.map(lineOf)), createWriteStream(requests));
    const meter = startMeter(settings.data);
    const { failed, all } = await execa(
      binary,
      [
        ...['attack', '-format=json', '-lazy', `-targets=${requests}`, `-output=${results}`, `-max-body=${bodyBytes}`],
        ...[`-rate=${rate}`, `-duration=${seconds}s`, '-timeout=30s', '-redirects=-1', '-http2=false'],
        ...(clients ? [`-max-workers=${clients}`, `-workers=${clients}`] : ['-workers=64']),
      ],
      { reject: false, all: true },
    );
    const used = meter.read();
    if (failed) throw new Error(`vegeta failed: ${all}`);
    const { stdout } = await execa(binary, ['encode', '-to=json', results], { maxBuffer: 1 << 30 });
    return outcomeOf(stdout, used);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const lineOf = ({ method, url, headers, body }: Target): string => {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const header = Object.entries({ ...(text ? { 'content-type': 'application/json' } : {}), ...headers });
  return `${JSON.stringify({
    method,
    url,
    header: Object.fromEntries(header.map(([name, value]) => [canonical(name), [value]])),
    ...(text ? { body: Buffer.from(text).toString('base64') } : {}),
  })}\n`;
};

/** Go knows a header by this form of its name alone: of `accept-encoding` it would send one of its own as well. */
const canonical = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

/** A line of vegeta's; latency in nanoseconds, body in base64. */
interface Result {
  readonly timestamp: string;
  readonly code: number;
  readonly latency: number;
  readonly error: string;
  readonly body: string | null;
  readonly url: string;
}

const problemCode = (body: string | null): string =>
  /"code":"(\w+)"/.exec(Buffer.from(body ?? '', 'base64').toString())?.[1] ?? '';

const failureText = ({ code, error, body, url }: Result): string => {
  const what = code === 0 ? error : `${code} ${problemCode(body)}`;
  return `${what.trim()} of ${URL.parse(url)?.pathname}`;
};

const outcomeOf = (lines: string, used: readonly Used[]): Outcome => {
  const all = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result)
    // A worker that finds no request left says so as if it were an answer.
    .filter(({ error }) => !error.includes('no targets to attack'));
  const results = all
    .map(({ timestamp, code, latency }) => ({ atMs: Date.parse(timestamp), code, latency: latency / 1e6 }))
    .sort((a, b) => a.atMs - b.atMs);
  const codes = new Map<number, number>();
  for (const { code } of results) codes.set(code, (codes.get(code) ?? 0) + 1);
  const latencies = results.map(({ latency }) => latency);
  const first = results[0]?.atMs ?? 0;
  const end = results.reduce((last, { atMs, latency }) => Math.max(last, atMs + latency), first);
  return {
    requests: results.length,
    throughput: (1000 * results.length) / Math.max(1, end - first),
    codes,
    failures: all.filter(({ code }) => code !== 200 && code !== 201).map(failureText),
    latencies,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    max: latencies.reduce((most, latency) => Math.max(most, latency), 0),
    used,
  };
};

/** "412/s, p99 34 ms, 201×2471": for the progress lines. */
export const outcomeText = ({ throughput, p50, p99, codes, used }: Outcome): string =>
  `${throughput.toFixed(0)}/s, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${[...codes].map(([code, count]) => `${code}×${count}`).join(' ')}; ${coresText(used)}`;
