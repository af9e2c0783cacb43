import { AsyncLocalStorage } from 'node:async_hooks';
import { overloaded } from '../errors/app-error';
import { aHalt } from '../testing/halt';
import { together } from './together';

const keyOf = (item: string): string => item;
/** Work that stands at a halt the first time it is called, and remembers what it was given. */
const halted = () => {
  const halt = aHalt();
  const rounds: string[][] = [];
  const work = async (items: readonly string[]): Promise<string[]> => {
    rounds.push([...items]);
    if (rounds.length === 1) await halt.here();
    return items.map((item) => `${item} done`);
  };
  return { halt, rounds, work };
};

test('what is asked for at once, and what is asked for while that is under way, is done in one round each', async () => {
  const { halt, rounds, work } = halted();
  const ask = together({ name: 'test', work, keyOf, patienceMs: 30_000 });
  const early = [ask('a'), ask('b')];
  await halt.reached;
  const late = [ask('c'), ask('d'), ask('e')];
  halt.goOn();
  expect(await Promise.all([...early, ...late])).toEqual(['a done', 'b done', 'c done', 'd done', 'e done']);
  expect(rounds).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ]);
  expect(await ask('f')).toBe('f done');
  expect(rounds.at(-1)).toEqual(['f']);
});

test('a round takes no more than it may, and two of one key never', async () => {
  const { halt, rounds, work } = halted();
  halt.goOn();
  const ask = together({ name: 'test', work, keyOf: (item) => item.charAt(0), most: 2 });
  await Promise.all(['a1', 'a2', 'a3', 'b1', 'c1'].map(ask));
  expect(rounds).toEqual([['a1', 'b1'], ['a2', 'c1'], ['a3']]);
});

test('when a round fails, each is done alone, and only whose fault it was is refused', async () => {
  const rounds: string[][] = [];
  const ask = together({
    name: 'test',
    keyOf,
    work: async (items) => {
      rounds.push([...items]);
      if (items.includes('bad')) throw new Error('bad');
      return items;
    },
  });
  const outcomes = await Promise.allSettled(['good', 'bad', 'other'].map(ask));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(rounds).toEqual([['good', 'bad', 'other'], ['good'], ['bad'], ['other']]);
});

test('when there is too much to do, all of a round are told so, and none is tried again', async () => {
  const rounds: string[][] = [];
  const ask = together<string, string>({
    name: 'test',
    keyOf,
    work: async (items) => {
      rounds.push([...items]);
      throw overloaded();
    },
  });
  const outcomes = await Promise.allSettled(['a', 'b'].map(ask));
  expect(outcomes).toMatchObject([{ reason: { kind: 'limited' } }, { reason: { kind: 'limited' } }]);
  expect(rounds).toEqual([['a', 'b']]);
});

test('when a round failed, and there is too much to do for each alone, its failure is told: it may have been done', async () => {
  const ask = together<string, string>({
    name: 'test',
    keyOf,
    work: async (items) => {
      throw items.length > 1 ? new Error('no answer') : overloaded();
    },
  });
  const outcomes = await Promise.allSettled(['a', 'b'].map(ask));
  expect(outcomes).toMatchObject([{ reason: { message: 'no answer' } }, { reason: { message: 'no answer' } }]);
  await expect(ask('c')).rejects.toMatchObject({ kind: 'limited' });
});

test('work that throws at once is refused like any other, and what comes after it is done', async () => {
  const ask = together<string, string>({
    name: 'test',
    keyOf,
    work: (items) => {
      if (items.includes('bad')) throw new Error('bad');
      return Promise.resolve(items);
    },
  });
  expect(await Promise.allSettled(['a', 'bad'].map(ask))).toMatchObject([
    { value: 'a' },
    { reason: { message: 'bad' } },
  ]);
  expect(await ask('b')).toBe('b');
});

test('one that is refused within a round is told so; one that could not be done in it is done alone, and holds up nobody', async () => {
  const halt = aHalt();
  const ask = together<string, string>({
    name: 'test',
    keyOf,
    patienceMs: 30_000,
    work: async (items) => {
      if (items.length === 1 && items[0] === 'held') await halt.here();
      return items.map((item) => {
        if (item === 'refused') return new Error('no');
        return items.length > 1 && item === 'held' ? undefined : item;
      });
    },
  });
  const [held, ...others] = ['held', 'refused', 'fine'].map(ask);
  expect(await Promise.allSettled(others)).toMatchObject([{ reason: { message: 'no' } }, { value: 'fine' }]);
  await halt.reached;
  expect(await Promise.all(['x', 'y'].map(ask))).toEqual(['x', 'y']);
  halt.goOn();
  expect(await held).toBe('held');
  await expect(ask('refused')).rejects.toThrow('no');
});

test('work that does not end holds up those behind it no longer than their patience', async () => {
  const { halt, work } = halted();
  const ask = together({ name: 'test', work, keyOf, patienceMs: 20 });
  const stuck = ask('stuck');
  await halt.reached;
  expect(await ask('next')).toBe('next done');
  halt.goOn();
  await stuck;
});

test('one that is alone is done in the context of who asked', async () => {
  const context = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const { halt, work } = halted();
  const ask = together({
    name: 'test',
    keyOf,
    work: (items) => {
      seen.push(context.getStore());
      return work(items);
    },
  });
  const first = context.run('first', () => ask('a'));
  await halt.reached;
  const second = context.run('second', () => ask('b'));
  halt.goOn();
  await Promise.all([first, second]);
  expect(seen).toEqual(['first', 'second']);
});
