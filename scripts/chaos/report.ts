import { type Call, type History, isDone, isOpen } from './history';
import type { Violation } from './violation';

/** What a run showed. */
export interface Outcome {
  readonly seed: number;
  readonly seconds: number;
  readonly history: History;
  readonly path: string;
  /** From the end of the faults until nothing was left to do. */
  readonly quietAfterMs: number;
  readonly violations: readonly Violation[];
}

const tally = (names: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
};

/**
 * How long clients were without an answer: for each of their requests that got none at first, or "not now", from its start
 * to the answer of its last repetition.
 */
export const unavailabilities = (calls: readonly Call[]): number[] => {
  const byOperation = new Map<string, Call[]>();
  for (const call of calls) {
    const name = `${call.operation} ${call.kind}`;
    byOperation.set(name, [...(byOperation.get(name) ?? []), call]);
  }
  return [...byOperation.values()]
    .filter(([first]) => first !== undefined && first.code !== 'in_progress' && isOpen(first))
    .map((tries) => (tries.at(-1)?.endMs ?? 0) - (tries[0]?.startMs ?? 0))
    .sort((a, b) => a - b);
};

const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? 0;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** The report of a run, for people. */
export const reportOf = ({ seed, seconds: length, history, path, quietAfterMs, violations }: Outcome): string => {
  const { calls, faults } = history;
  const away = unavailabilities(calls);
  const operations = new Set(calls.map((call) => call.operation)).size;
  const injected = faults.filter((fault) => fault.injected);
  const count = (sort: Violation['sort']): number => violations.filter((found) => found.sort === sort).length;
  const others = count('untrue');
  return [
    `seed ${seed}, ${length} s of load, quiet ${seconds(quietAfterMs)} after the last fault`,
    `faults       ${injected.length}: ${tally(injected.map(({ kind, target }) => (kind === 'clock' ? 'clock' : `${kind} ${target}`)))}`,
    `operations   ${operations} in ${calls.length} calls: ${tally(calls.filter(isDone).map((call) => call.kind))} done`,
    `refusals     ${tally(calls.flatMap((call) => (isDone(call) || isOpen(call) ? [] : [call.code ?? `HTTP ${call.status}`])))}`,
    `no answer    ${tally(calls.filter(isOpen).map((call) => call.code ?? (call.status === null ? 'none' : `HTTP ${call.status}`)))}`,
    `unavailable  ${away.length} requests, p50 ${seconds(quantile(away, 0.5))}, p99 ${seconds(quantile(away, 0.99))}, longest ${seconds(away.at(-1) ?? 0)}`,
    `lost ${count('lost')}, doubled ${count('doubled')}, stuck ${count('stuck')}${others > 0 ? `, untrue ${others}` : ''}`,
    ...violations.flatMap((found) => [
      `\n✗ invariant ${found.invariant}, ${found.sort}: ${found.text}`,
      ...found.evidence.map((line) => `    ${line}`),
    ]),
    `history      ${path}`,
  ].join('\n');
};
