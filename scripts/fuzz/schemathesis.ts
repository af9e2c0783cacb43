import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { Complaint } from '../stack/complaint';
import type { Say } from '../stack/report';
import { findPip, pythonVersion } from '../stack/tools';
import { wheels } from '../stack/wheels';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** Schemathesis with all it needs, in the versions of requirements.txt, in the cache. */
export interface Schemathesis {
  readonly python: string;
  readonly folder: string;
}

/** Prepares it once for each state of requirements.txt and each Python. Throws a {@link Complaint} without Python 3.11. */
export const prepareSchemathesis = async (cache: string, say: Say): Promise<Schemathesis> => {
  const python = await findPip();
  const version = python && (await pythonVersion(python));
  const minor = Number(version?.split('.')[1] ?? 0);
  if (!python || minor < 11)
    throw new Complaint(`Malformed requests are made by a tool of Python 3.11 or later with pip (found: ${version}).`);
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const install = ['--requirement', REQUIREMENTS];
  const folder = await wheels(cache, `schemathesis-${hash}-py${version}`, { python, install, say });
  return { python, folder };
};

export interface Run {
  readonly url: string;
  /** A table of options as JSON, which TOML's values are. */
  readonly config: string;
  readonly seed: number;
  readonly phases: readonly string[];
  /** Requests at most for each operation and phase. */
  readonly examples: number;
  /** Where its files go. */
  readonly work: string;
}

export interface Outcome {
  readonly requests: number;
  readonly passed: boolean;
  /** What it prints: every failure with the request that shows it. */
  readonly output: string;
}

/** One run against the OpenAPI document of a gateway. */
export const runSchemathesis = async ({ python, folder }: Schemathesis, run: Run): Promise<Outcome> => {
  await mkdir(run.work, { recursive: true });
  const config = join(run.work, 'schemathesis.toml');
  const report = join(run.work, 'report.ndjson');
  await writeFile(config, run.config, { mode: 0o600 });
  await rm(report, { force: true });
  const { all, exitCode } = await execa(
    python,
    [
      ...['-m', 'schemathesis.cli', '--config-file', config, 'run', `${run.url}/api/openapi.json`],
      ...['--seed', String(run.seed), '--phases', run.phases.join(','), '--max-examples', String(run.examples)],
      ...['--report', 'ndjson', '--report-ndjson-path', report],
    ],
    {
      cwd: run.work,
      env: { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1', NO_COLOR: '1', COLUMNS: '160' },
      all: true,
      reject: false,
      stdin: 'ignore',
    },
  );
  const requests = Number(/(\d+) generated/.exec(all)?.[1] ?? 0);
  if (exitCode !== 0 && exitCode !== 1) throw new Complaint(`schemathesis ended with ${exitCode}:\n${all}`);
  return { requests, passed: exitCode === 0, output: all };
};
