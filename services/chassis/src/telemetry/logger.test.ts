import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
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

const FULL = '/dev/full';
const onFullDisk = existsSync(FULL) ? test : test.skip;

onFullDisk('a log whose disk is full ends no process, neither while it works nor when it stops', () => {
  const program = `
    const log = require(${JSON.stringify(join(__dirname, '../../dist/telemetry/logger.js'))}).createLogger('test', 'info');
    for (let line = 0; line < 5_000; line += 1) log.info({ line, padding: 'x'.repeat(300) }, 'a line');
    setTimeout(() => process.exit(42), 50);`;
  const full = openSync(FULL, 'w');
  try {
    const { status } = spawnSync(process.execPath, ['-e', program], {
      stdio: ['ignore', full, 'ignore'],
      timeout: 30_000,
    });
    expect(status).toBe(42);
  } finally {
    closeSync(full);
  }
});
