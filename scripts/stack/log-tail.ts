import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

/** The last lines of a log, indented, without reading all of it. */
export const lastLines = (path: string, count: number): string => {
  if (!existsSync(path)) return '    (no log)';
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const part = Buffer.alloc(Math.min(size, 64 * 1024));
    readSync(file, part, 0, part.length, size - part.length);
    const lines = part.toString('utf8').trimEnd().split('\n').slice(-count);
    return lines.map((line) => `    ${line.slice(0, 400)}`).join('\n');
  } finally {
    closeSync(file);
  }
};

/** Starts a fresh log once the old one is large, keeping the old one beside it. */
export const rotateLog = (path: string): void => {
  if (existsSync(path) && statSync(path).size > 10 * 1024 * 1024) renameSync(path, `${path}.1`);
};
