import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What a process keeps of a hundred megabytes of garbage, in megabytes, a second later; `meanwhile` is what it does then. */
const keptAfter = (meanwhile: string): number => {
  const program = `
    const { giveBackMemory } = require(${JSON.stringify(join(__dirname, '../../dist/lifecycle/give-back.js'))});
    const used = () => process.memoryUsage.rss() / 1048576;
    const start = used();
    globalThis.garbage = Array.from({ length: 100 }, () => new Array(131072).fill(1.5));
    garbage = undefined;
    giveBackMemory({ onStop: () => undefined }, 50);
    ${meanwhile};
    setTimeout(() => {
      console.log(Math.round(used() - start));
      process.exit();
    }, 1000);`;
  return Number(execFileSync(process.execPath, ['--expose-gc', '-e', program], { encoding: 'utf8' }));
};

test('a quiet process gives back what it no longer needs', () => {
  expect(keptAfter('')).toBeLessThan(40);
});

test('a busy one is not stopped for it', () => {
  expect(
    keptAfter('setInterval(() => { for (const end = Date.now() + 25; Date.now() < end; ); }, 30)'),
  ).toBeGreaterThan(60);
});
