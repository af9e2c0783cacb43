import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkLint, checkRealm, checkRendered } from './chart/checks';
import { openHelm } from './chart/helm';
import { buildServices } from './stack/build';
import { Complaint, MissingTool, runCommand } from './stack/complaint';
import { makeReporter } from './stack/report';
import { readSettings } from './stack/settings';

const settings = readSettings();
const { root } = settings;
const report = makeReporter();
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

/** Runs one check quietly; its output is told only when it fails. Resolves to whether it passed. */
const check = async (name: string, file: string, args: string[], cwd = root): Promise<boolean> => {
  const { failed, all } = await execa(file, args, { cwd, all: true, reject: false, stdin: 'ignore' });
  report.for(name)(failed ? 'FAILED' : 'ok');
  if (failed) report.line(all);
  return !failed;
};

const checkProtos = async (): Promise<boolean> => {
  const baseline = join(root, 'proto/baseline.binpb');
  const checks = [
    await check('buf lint', bin('buf'), ['lint', 'proto']),
    await check('asyncapi', process.execPath, ['scripts/run.mjs', 'asyncapi', '--check']),
  ];
  if (existsSync(baseline))
    checks.push(await check('buf breaking', bin('buf'), ['breaking', 'proto', '--against', baseline]));
  return checks.every(Boolean);
};

const checkWebTypes = async (): Promise<boolean> => {
  const web = join(root, 'web');
  if (!existsSync(join(web, 'src/api/generated.ts'))) {
    if (!(await check('web client', 'npm', ['run', '--silent', 'generate'], web))) return false;
  }
  return check('web types', bin('tsc'), ['--noEmit', '-p', 'tsconfig.json'], web);
};

const checkTypes = async (): Promise<boolean> => {
  try {
    await buildServices(root, report);
  } catch (error) {
    report.for('types')('FAILED');
    report.line(error instanceof Complaint ? error.message : String(error));
    return false;
  }
  report.for('types')('ok');
  const rest = await Promise.all([
    checkWebTypes(),
    check('scripts types', bin('tsc'), ['-p', 'scripts']),
    check('test types', bin('tsc'), ['-p', 'tsconfig.tests.json']),
  ]);
  return rest.every(Boolean);
};

const checkUnits = (): Promise<boolean> =>
  check('unit tests', process.execPath, [
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    'unit',
    '--maxWorkers=2',
  ]);

/** Helm is built with Go; who has neither learns of the chart from those who do. */
const checkChart = async (): Promise<boolean> => {
  const say = report.for('chart');
  try {
    const helm = await openHelm(settings, say);
    checkRealm(settings);
    await checkLint(helm, settings);
    await checkRendered(helm, settings);
    say('ok');
    return true;
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    const skipped = error instanceof MissingTool;
    say(skipped ? `not checked: ${error.message}` : 'FAILED');
    if (!skipped) report.line(error.message);
    return skipped;
  }
};

/** `npm run check`: format, lint, contracts, types, the chart and unit tests, before every commit. */
runCommand(async () => {
  const first = await Promise.all([
    check('biome', bin('biome'), ['check', '.']),
    checkProtos(),
    checkTypes(),
    checkChart(),
  ]);
  const units = await checkUnits();
  return first.every(Boolean) && units ? 0 : 1;
});
