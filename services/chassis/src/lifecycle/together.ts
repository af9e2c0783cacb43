import { AsyncResource } from 'node:async_hooks';
import { Counter } from 'prom-client';
import { isLimited } from '../errors/app-error';

const done = new Counter({
  name: 'creneau_together_total',
  help: 'What is done together where it comes at once (`events`: those of a partition count as one): `shared` beside others, `alone` since it came alone, `redone` alone since it could not be done beside others',
  labelNames: ['work', 'way'],
});

interface Options<In, Out> {
  /** In the metrics. */
  name: string;
  /**
   * Answers each item at its place, by what came of it or by the error that refuses it; undefined for one that cannot be done beside
   * the others. One that comes alone is done or refused.
   */
  work: (items: readonly In[]) => Promise<readonly (Out | Error | undefined)[]>;
  /** Two of one key are not done together: the second waits for the next round. */
  keyOf: (item: In) => string;
  /** How many are done together. */
  most?: number;
  /** Those who wait go on after this time although the work before has not ended: what holds it up need not concern them. */
  patienceMs?: number;
}

interface Waiting<In, Out> {
  item: In;
  key: string;
  /** The trace of who asks. */
  own: AsyncResource;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: what is asked for while the work before is under way is done together after it, since under load beginning and
 * committing a transaction costs more than what most of them do. When they fail together, each is done alone: none suffers from
 * the fault of another.
 */
export const together = <In, Out extends object | string | boolean>(
  options: Options<In, Out>,
): ((item: In) => Promise<Out>) => {
  const { name, work, keyOf, most = 32, patienceMs = 50 } = options;
  let waiting: Waiting<In, Out>[] = [];
  let draining = false;

  const settle = ({ resolve, reject }: Waiting<In, Out>, out: Out | Error): void =>
    out instanceof Error ? reject(out) : resolve(out);

  /** `failure`: of the round that it was in, whose work may have been done all the same. */
  const alone = async (one: Waiting<In, Out>, way: 'alone' | 'redone', failure?: unknown): Promise<void> => {
    done.inc({ work: name, way });
    try {
      const [out] = await one.own.runInAsyncScope(work, undefined, [one.item]);
      settle(one, out ?? new Error('what came alone was not done'));
    } catch (error) {
      // "Too much to do" would say that nothing was done.
      one.reject(isLimited(error) ? (failure ?? error) : error);
    }
  };

  /** What came of each of several. It shows in the trace of the first. */
  const shared = async (members: readonly [Waiting<In, Out>, ...Waiting<In, Out>[]]) => {
    const items = members.map(({ item }) => item);
    try {
      return { outs: await members[0].own.runInAsyncScope(work, undefined, items) };
    } catch (failure) {
      // Where there is too much to do, each alone would be more.
      if (isLimited(failure)) return { outs: members.map(() => failure) };
      // Whose fault it was, and whether the others may pass, shows when each is done alone.
      return { outs: [], failure };
    }
  };

  const group = async (members: readonly [Waiting<In, Out>, ...Waiting<In, Out>[]]): Promise<void> => {
    const { outs, failure } = await shared(members);
    for (const [index, member] of members.entries()) {
      const out = outs[index];
      if (out === undefined) void alone(member, 'redone', failure);
      else {
        done.inc({ work: name, way: 'shared' });
        settle(member, out);
      }
    }
  };

  const next = (): Waiting<In, Out>[] => {
    const members = new Map<string, Waiting<In, Out>>();
    waiting = waiting.filter((one) => {
      if (members.size >= most || members.has(one.key)) return true;
      members.set(one.key, one);
      return false;
    });
    return [...members.values()];
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const [first, ...others] = next();
      if (first) await atMost(others.length > 0 ? group([first, ...others]) : alone(first, 'alone'), patienceMs);
    }
    draining = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, key: keyOf(item), own: new AsyncResource('Together'), resolve, reject });
      if (draining) return;
      draining = true;
      // Others of the same turn come with it.
      setImmediate(() => void drain());
    });
};

const atMost = async (work: Promise<void>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
};
