import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lock } from 'proper-lockfile';
import type { Say } from './report';

/** Holds a lock that other commands of this machine respect while the body runs; waits for its turn as long as needed. */
export const withLock = async <T>(path: string, body: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(path), { recursive: true });
  const release = await lock(path, {
    realpath: false,
    stale: 15_000,
    update: 5_000,
    retries: { forever: true, minTimeout: 200, maxTimeout: 1000, factor: 1.5 },
  });
  try {
    return await body();
  } finally {
    await release();
  }
};

/**
 * A folder of the cache, made once: built beside its place under a lock and moved there whole, so that a killed build
 * leaves nothing half made and two commands at once build once. Put the version in the name.
 */
export const cachedFolder = async (
  cache: string,
  name: string,
  say: Say,
  doing: string,
  build: (folder: string) => Promise<void>,
): Promise<string> => {
  const place = join(cache, name);
  if (existsSync(place)) return place;
  return withLock(place, async () => {
    if (existsSync(place)) return place;
    const began = performance.now();
    const draft = `${place}.part`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    say(`${doing} (once)`);
    await build(draft);
    await rename(draft, place);
    say(`prepared in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return place;
  });
};
