import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Environment } from './environment';

export const levels = ['unit', 'component', 'images', 'e2e', 'faults', 'chaos'] as const;
export type Level = (typeof levels)[number];

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

export const add = (one: Tally, other: Tally): Tally => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

const program = (root: string): string => join(root, 'node_modules/jest/bin/jest.js');

/** The test files of a level that the filters leave; each counts as one failure when the level could not run. */
export const testFiles = async (root: string, level: Level, filters: readonly string[]): Promise<number> => {
  const args = [program(root), '--selectProjects', level, '--listTests', ...filters];
  const { stdout, failed } = await execa(process.execPath, args, { cwd: root, reject: false });
  return failed ? 0 : stdout.split('\n').filter((line) => line.startsWith('/')).length;
};

/** Runs one level with its output on the terminal. A suite that could not be run counts as a failed test. */
export const runJest = async (
  root: string,
  level: Level,
  filters: readonly string[],
  environment: Environment,
): Promise<Tally> => {
  const folder = join(root, 'node_modules/.cache/creneau');
  const output = join(folder, `jest-${level}-${process.pid}.json`);
  await mkdir(folder, { recursive: true });
  const args = ['--selectProjects', level, '--passWithNoTests', '--json', `--outputFile=${output}`];
  const workers = level === 'unit' || level === 'component' ? ['--maxWorkers=2'] : ['--runInBand'];
  const run = await execa(process.execPath, [program(root), ...args, ...workers, ...filters], {
    cwd: root,
    env: environment,
    reject: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  });
  if (!existsSync(output)) return { ...noTests, failed: Math.max(1, await testFiles(root, level, filters)) };
  const result = JSON.parse(readFileSync(output, 'utf8')) as JestResult;
  await rm(output);
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && run.failed ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
};
