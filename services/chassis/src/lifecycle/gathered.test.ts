import { setImmediate as turn } from 'node:timers/promises';
import { gathered } from './gathered';

test('what comes within a turn is handed on together, in its order, and each waits for that', async () => {
  const handed: number[][] = [];
  const hand = gathered<number>((items) => handed.push(items));
  const first = Promise.all([hand(1), Promise.resolve().then(() => hand(2)), hand(3)]);
  expect(handed).toEqual([]);
  await first;
  expect(handed).toEqual([[1, 3, 2]]);
  await Promise.all([hand(4), turn().then(() => hand(5))]);
  expect(handed).toEqual([[1, 3, 2], [4], [5]]);
});

test('no more than so many are handed on at once', async () => {
  const handed: number[][] = [];
  const hand = gathered<number>((items) => handed.push(items), 2);
  await Promise.all([1, 2, 3, 4, 5].map(hand));
  expect(handed).toEqual([[1, 2], [3, 4], [5]]);
});

test('what cannot be handed on is told to those who wait, and to nobody after them', async () => {
  let fails = true;
  const hand = gathered<number>(() => {
    if (fails) throw new Error('gone');
  });
  expect((await Promise.allSettled([hand(1), hand(2)])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  await hand(3);
});
