import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a stack's data folder says of one process. */
export interface RunFile {
  readonly name: string;
  readonly kind: 'component' | 'service' | 'supervisor';
  readonly pid: number;
  /** Tells this process from a later one with the same pid. */
  readonly born: string;
  readonly url: string;
  readonly state: 'starting' | 'running' | 'restarting';
  /** The supervisor that keeps it alive. */
  readonly owner: number;
}

const folder = (data: string): string => join(data, 'run');

/** When a process was born, in whatever form the system tells it; undefined when there is none, or a zombie. */
export const bornAt = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
};

export const isAlive = (pid: number): boolean => bornAt(pid) !== undefined;

/** True when the very process the file speaks of still runs. */
export const stillRuns = (file: RunFile): boolean => bornAt(file.pid) === file.born;

export const writeRunFile = (data: string, file: Omit<RunFile, 'born'>): void => {
  mkdirSync(folder(data), { recursive: true });
  const place = join(folder(data), `${file.name}.json`);
  const draft = `${place}.${process.pid}.part`;
  writeFileSync(draft, `${JSON.stringify({ ...file, born: bornAt(file.pid) ?? 'gone' })}\n`);
  renameSync(draft, place);
};

export const removeRunFile = (data: string, name: string): void =>
  rmSync(join(folder(data), `${name}.json`), { force: true });

export const readRunFile = (data: string, name: string): RunFile | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder(data), `${name}.json`), 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
};

/** Every process that this stack's data folder knows of, by name. */
export const readRunFiles = (data: string): RunFile[] => {
  try {
    const names = readdirSync(folder(data)).filter((name) => name.endsWith('.json'));
    return names.sort().flatMap((name) => readRunFile(data, name.slice(0, -5)) ?? []);
  } catch {
    return [];
  }
};
