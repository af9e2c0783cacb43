import { AppError } from '../errors/app-error';
import { loggedError } from './logger';

const failing = Object.assign(new Error('new row violates check constraint "visit_check"'), {
  code: '23514',
  constraint: 'visit_check',
  detail: 'Failing row contains (Plisson, Patrick, 0612345678).',
  where: 'SQL statement',
});

test('an error is logged with its codes, and without what a library hung on it', () => {
  const logged = loggedError(failing);
  expect(logged).toMatchObject({ type: 'Error', code: '23514', constraint: 'visit_check', message: failing.message });
  expect(JSON.stringify(logged)).not.toContain('Plisson');
});

test('causes are logged in the same way', () => {
  const logged = loggedError(
    new AppError('internal', 'internal', 'Internal error.', { details: { phone: '0612345678' }, cause: failing }),
  );
  expect(logged).toMatchObject({ code: 'internal', kind: 'internal', cause: { code: '23514' } });
  expect(JSON.stringify(logged)).not.toMatch(/Plisson|0612345678/);
});

test('a cause that is no error, and a chain that bites its tail, end', () => {
  expect(loggedError(new Error('x', { cause: new URLSearchParams('code=secret') }))).toMatchObject({
    cause: { type: 'object' },
  });
  const loop = new Error('loop');
  loop.cause = loop;
  expect(JSON.stringify(loggedError(loop)).length).toBeLessThan(20_000);
});
