import { KnownCurrent } from './known-current';
import { RememberedAnswers } from './remembered-answers';

const NOBODY_CHANGED = { stands: () => true };

const counting = () => {
  let made = 0;
  return () => Promise.resolve(++made);
};

test('an answer is made once while its office stands, and again for another question or office', async () => {
  const answers = new RememberedAnswers<number>(NOBODY_CHANGED, 300);
  const make = counting();
  expect(await Promise.all([answers.of('a', 'q', make), answers.of('a', 'q', make)])).toEqual([1, 1]);
  expect(await answers.of('a', 'other', make)).toBe(2);
  expect(await answers.of('b', 'q', make)).toBe(3);
  expect(await answers.of('a', 'q', make)).toBe(1);
});

test('an answer being made while its office changes is given to nobody who asks after the change', async () => {
  const known = new KnownCurrent(60_000);
  known.restored(performance.now() - 1);
  const answers = new RememberedAnswers<string>(known, 300);
  let finish: (answer: string) => void = () => undefined;
  const before = answers.of('a', 'q', () => new Promise((resolve) => (finish = resolve)));
  known.changed('a', performance.now());
  const after = answers.of('a', 'q', () => Promise.resolve('new'));
  finish('old');
  expect([await before, await after]).toEqual(['old', 'new']);
  expect(await answers.of('a', 'q', () => Promise.resolve('newer'))).toBe('new');
});

test('a failure is not kept', async () => {
  const answers = new RememberedAnswers<number>(NOBODY_CHANGED, 300);
  await expect(answers.of('a', 'q', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await answers.of('a', 'q', () => Promise.resolve(1))).toBe(1);
});

test('the answers kept longest go when there are too many', async () => {
  const answers = new RememberedAnswers<number>(NOBODY_CHANGED, 300);
  const make = counting();
  for (let n = 0; n < 301; n += 1) await answers.of('a', String(n), make);
  expect(await answers.of('a', '300', make)).toBe(301);
  expect(await answers.of('a', '0', make)).toBe(302);
});

test('an answer that takes long is waited for by nobody else, and given once it is there', async () => {
  const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
  try {
    const answers = new RememberedAnswers<string>(NOBODY_CHANGED, 300);
    let finish: (answer: string) => void = () => undefined;
    const slow = answers.of('a', 'q', () => new Promise((resolve) => (finish = resolve)));
    clock.mockReturnValue(2_900);
    const joined = answers.of('a', 'q', () => Promise.resolve('early'));
    clock.mockReturnValue(3_000);
    expect(await answers.of('a', 'q', () => Promise.resolve('own'))).toBe('own');
    finish('slow');
    expect([await slow, await joined]).toEqual(['slow', 'slow']);
    clock.mockReturnValue(30_000);
    expect(await answers.of('a', 'q', () => Promise.resolve('needless'))).toBe('own');
  } finally {
    clock.mockRestore();
  }
});
