import { rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { clockFile } from './stack';

/** Services look at the file of the one clock no more often than this. */
const noticedMs = 250;

/** Sets every service's clock for as long as `during` takes, and right again whatever comes of it. */
export const withClock = async (during: (set: (instant: string) => Promise<void>) => Promise<void>): Promise<void> => {
  const file = clockFile();
  try {
    await during(async (instant) => {
      await writeFile(`${file}.part`, JSON.stringify({ offsetMs: Date.parse(instant) - Date.now() }));
      await rename(`${file}.part`, file);
      await pause(noticedMs);
    });
  } finally {
    await rm(file, { force: true });
    await pause(noticedMs);
  }
};
