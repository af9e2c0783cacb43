import { ProblemError } from '../api/problem';
import { bookPersistently } from './book-persistently';

const problem = (status: number, code: ProblemError['code']) =>
  new ProblemError(status, code === 'unreachable' || code === 'unexpected' ? {} : { code }, 'unreachable');

const answers = (...list: (string | ProblemError)[]) => {
  const keys: string[] = [];
  const book = async (key: string) => {
    keys.push(key);
    const next = list[keys.length - 1] ?? 'booked';
    if (next instanceof ProblemError) throw next;
    return next;
  };
  return { keys, book };
};

it('asks again under the same key while the first request is at work, or nobody answers', async () => {
  const { keys, book } = answers(problem(409, 'in_progress'), problem(0, 'unreachable'));
  await expect(bookPersistently(book, 'k')).resolves.toBe('booked');
  expect(keys).toEqual(['k', 'k', 'k']);
});

it('gives up after four rounds', async () => {
  const { keys, book } = answers(...Array.from({ length: 9 }, () => problem(503, 'unavailable')));
  await expect(bookPersistently(book, 'k')).rejects.toMatchObject({ code: 'unavailable' });
  expect(keys).toHaveLength(4);
});

it('takes a refusal for an answer', async () => {
  const { keys, book } = answers(problem(409, 'slot_taken'));
  await expect(bookPersistently(book, 'k')).rejects.toMatchObject({ code: 'slot_taken' });
  expect(keys).toEqual(['k']);
});

it('replaces a key that served for another request', async () => {
  const { keys, book } = answers(problem(422, 'key_reused'));
  await expect(bookPersistently(book, 'k')).resolves.toBe('booked');
  expect(keys[1]).not.toBe('k');
});
