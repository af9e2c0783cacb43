import { setTimeout as sleep } from 'node:timers/promises';
import { coalesced } from './coalesced';

test('whoever asks while a read runs shares the next one, which begins after the question', async () => {
  let stored = 1;
  let reads = 0;
  const read = coalesced(async () => {
    reads += 1;
    const seen = stored;
    await sleep(10);
    return seen;
  });
  const first = read('office');
  stored = 2;
  const later = [read('office'), read('office'), read('office')];
  expect(await first).toBe(1);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
  expect(reads).toBe(2);
  stored = 3;
  expect(await read('office')).toBe(3);
});

test('a read that failed hides nothing from the next', async () => {
  let fails = true;
  const read = coalesced(async () => {
    await sleep(1);
    if (fails) throw new Error('away');
    return 'here';
  });
  const first = read('office');
  const second = read('office');
  await expect(first).rejects.toThrow('away');
  fails = false;
  expect(await second).toBe('here');
});
