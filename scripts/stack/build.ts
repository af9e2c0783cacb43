import { join } from 'node:path';
import { execa } from 'execa';
import { withLock } from './cache';
import { Complaint } from './complaint';
import type { Reporter } from './report';
import { hashOf, whenChanged } from './sources';

/** Runs a builder; its output is shown only when it fails. */
const run = async (what: string, cwd: string, file: string, args: string[]): Promise<void> => {
  const result = await execa(file, args, { cwd, all: true, reject: false, preferLocal: true, stdin: 'ignore' });
  if (result.failed) throw new Complaint(`Building ${what} failed (${file} ${args.join(' ')}):\n${result.all}`);
};

const buildProto = (root: string, stamps: string, report: Reporter): Promise<void> => {
  const proto = join(root, 'proto');
  const generator = join(root, 'node_modules/ts-proto/package.json');
  return whenChanged(join(stamps, 'proto'), hashOf([proto, generator]), join(proto, 'gen'), async () => {
    report.for('build')('generating TypeScript from the protos');
    await run('the protos', proto, join(root, 'node_modules/.bin/buf'), ['generate']);
  });
};

const buildWeb = (root: string, stamps: string, report: Reporter): Promise<void> => {
  const web = join(root, 'web');
  const isGenerated = (path: string): boolean => path.endsWith('/generated.ts');
  const sources = [web, join(root, 'services/gateway/src/api'), join(root, 'package-lock.json')];
  const hash = hashOf(sources, isGenerated);
  return whenChanged(join(stamps, 'web'), hash, join(web, 'dist/index.html'), async () => {
    report.for('build')('building the web pages');
    await run('the web pages', web, 'npm', ['run', 'build']);
  });
};

const stampsOf = (root: string): string => join(root, 'node_modules/.cache/creneau');

const buildServicesAlone = async (root: string, report: Reporter): Promise<void> => {
  await buildProto(root, stampsOf(root), report);
  report.for('build')('compiling the services');
  await run('the services', root, join(root, 'node_modules/.bin/tsc'), ['-b']);
};

/** Brings the generated protos and the services up to date. */
export const buildServices = (root: string, report: Reporter): Promise<void> =>
  withLock(join(stampsOf(root), 'build'), () => buildServicesAlone(root, report));

/** Brings everything built up to date: protos, services, web pages. What did not change is not built again. */
export const build = (root: string, report: Reporter): Promise<void> =>
  withLock(join(stampsOf(root), 'build'), async () => {
    await buildServicesAlone(root, report);
    await buildWeb(root, stampsOf(root), report);
    report.for('build')('built');
  });
