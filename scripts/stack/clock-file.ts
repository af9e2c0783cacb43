import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Services look at the file this often. */
const NOTICED_AFTER_MS = 200;

/** The file in a stack's data folder that shifts the one clock of every service. */
export const clockFileIn = (data: string): string => join(data, 'clock.json');

/** Moves the one clock of the stack to an instant, or sets it right again; returns when every service has noticed. */
export const setClock = async (data: string, epochMs: number | undefined): Promise<void> => {
  const file = clockFileIn(data);
  if (epochMs === undefined) await rm(file, { force: true });
  else {
    await mkdir(data, { recursive: true });
    await writeFile(`${file}.part`, JSON.stringify({ offsetMs: epochMs - Date.now() }));
    await rename(`${file}.part`, file);
  }
  await sleep(NOTICED_AFTER_MS);
};
