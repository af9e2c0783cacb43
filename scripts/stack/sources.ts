import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'gen', 'e2e', 'coverage', 'test-results']);

const filesUnder = (path: string): string[] => {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const place = join(path, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(place);
    return entry.isFile() && !entry.name.endsWith('.tsbuildinfo') ? [place] : [];
  });
};

/** A hash over the contents of files and folders; what is built or generated is left out. */
export const hashOf = (paths: readonly string[], leftOut: (path: string) => boolean = () => false): string => {
  const hash = createHash('sha256');
  for (const path of paths.filter(existsSync)) {
    const files = statSync(path).isDirectory() ? filesUnder(path) : [path];
    for (const file of files.filter((name) => !leftOut(name)).sort()) {
      hash.update(`${file}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
};

/** Runs the body unless its sources are as they were when it last succeeded and its result is still there. */
export const whenChanged = async (
  stamp: string,
  hash: string,
  result: string,
  body: () => Promise<void>,
): Promise<void> => {
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await body();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
};
