import { setTimeout as sleep } from 'node:timers/promises';
import { makePace } from './smtp-mailer';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(async () => undefined) }));
const waits = (): unknown[] => jest.mocked(sleep).mock.calls.map(([ms]) => ms);

test('mails leave evenly, however many wait, and one that comes later than its turn waits for nothing', async () => {
  let nowMs = 1_000;
  const turn = makePace(20, () => nowMs);
  await Promise.all([turn(), turn(), turn(), turn()]);
  expect(waits()).toEqual([50, 100, 150]);
  nowMs = 1_160;
  await turn();
  expect(waits().at(-1)).toBe(40);
  nowMs = 5_000;
  await turn();
  expect(waits()).toHaveLength(4);
});
