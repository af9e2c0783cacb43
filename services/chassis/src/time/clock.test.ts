import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClock } from './clock';

test('a file shifts the clock, and its absence does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'clock.json');
  const clock = openClock(file);
  const offsetMs = (): number => clock.now().epochMilliseconds - Date.now();
  expect(Math.abs(offsetMs())).toBeLessThan(1_000);
  writeFileSync(file, JSON.stringify({ offsetMs: 7_200_000 }));
  utimesSync(file, new Date(), new Date());
  await sleep(80);
  expect(Math.abs(offsetMs() - 7_200_000)).toBeLessThan(1_000);
  rmSync(folder, { recursive: true });
  await sleep(80);
  expect(Math.abs(offsetMs())).toBeLessThan(1_000);
});
