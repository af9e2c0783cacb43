import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stackVariable } from '@creneau/chassis/testing';

const SCRIPTS = join(__dirname, '..');

/** Runs the command on the stack of these tests, and answers its exit code with all it printed. */
const chaos = (...args: string[]): Promise<{ code: number | null; printed: string }> =>
  new Promise((resolve, reject) => {
    const command = ['--import', 'tsx', join(SCRIPTS, 'chaos.ts'), '--here', ...args];
    const child = spawn(process.execPath, command, { cwd: SCRIPTS, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
    child.once('error', reject).once('exit', (code) => resolve({ code, printed }));
  });

test('half a minute of load on a stack that is struck every three seconds loses, doubles and leaves nothing', async () => {
  expect(stackVariable('CRENEAU_DATA')).not.toBe('');
  const { code, printed } = await chaos(
    '--minutes',
    '0.5',
    '--seed',
    '7',
    '--offices',
    '6',
    '--patients',
    '12',
    '--rate',
    '6',
    '--gap',
    '3',
  );
  const [faults, operations] = [/faults +(\d+)/.exec(printed)?.[1], /operations +(\d+)/.exec(printed)?.[1]];
  if (code !== 0) throw new Error(printed);
  expect(printed).toContain('lost 0, doubled 0, stuck 0');
  expect(Number(faults)).toBeGreaterThan(3);
  expect(Number(operations)).toBeGreaterThan(100);
  console.log(printed.slice(printed.indexOf('seed')));
}, 300_000);
