import { AppError, type ErrorKind, isTransient } from './app-error';

const of = (kind: ErrorKind): AppError => new AppError(kind, kind, 'x');

test.each(['unavailable', 'timeout', 'conflict', 'limited', 'internal', 'unauthenticated'] as const)(
  'an event waits for %s to pass',
  (kind) => expect(isTransient(of(kind))).toBe(true),
);

test.each(['invalid', 'forbidden', 'not_found', 'already_exists', 'unprocessable'] as const)(
  'an event that meets %s is parked',
  (kind) => expect(isTransient(of(kind))).toBe(false),
);

test('what was thrown unforeseen holds the partition: it may be mended, and nothing is lost', () => {
  expect(isTransient(new TypeError('x'))).toBe(true);
});
