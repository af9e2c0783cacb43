import { parseArgs } from 'node:util';
import { buildImages, serviceNames } from './images/build-images';
import { findDocker } from './images/docker';
import { build } from './stack/build';
import { chromium } from './stack/chromium';
import { Complaint, runCommand } from './stack/complaint';
import { type Environment, wholeEnvironment } from './stack/environment';
import { underSupervisor } from './stack/foreground';
import { add, type Level, levels, noTests, runJest, type Tally, testFiles } from './stack/jest';
import type { Reporter } from './stack/report';
import { loadSecrets } from './stack/secrets';
import { port, readSettings, type StackSettings, testData, testSettings } from './stack/settings';
import type { Supervisor } from './stack/supervisor';
import { testTools } from './stack/test-tools';
import { startTraceCollector } from './stack/trace-collector';
import { bringUpWholeStack } from './stack/whole-stack';
import { wipe } from './stack/wipe';

interface Wanted {
  readonly levels: readonly Level[];
  readonly filters: readonly string[];
}

const isLevel = (word: string): word is Level => levels.some((level) => level === word);

/** `npm test -- --only unit`, `npm test -- component scheduling`: levels by name, the rest are jest's path patterns. */
const readArguments = (): Wanted => {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const only = values.only ?? [];
  const unknown = only.find((word) => !isLevel(word));
  if (unknown) throw new Complaint(`--only takes ${levels.join(', ')}, not "${unknown}".`);
  const named = [...only, ...positionals].filter(isLevel);
  return {
    levels: levels.filter((level) => named.length === 0 || named.includes(level)),
    filters: positionals.filter((word) => !isLevel(word)),
  };
};

/** Builds the images to test; undefined, and said, where no Docker daemon answers. */
const testImages = async (settings: StackSettings, report: Reporter): Promise<string | undefined> => {
  const [docker, say, tag] = [await findDocker(), report.for('images'), 'test'];
  if (!docker) say('no Docker daemon answers: the images are not tested');
  else await buildImages(docker, settings, serviceNames, tag, say);
  return docker && tag;
};

type RunLevel = (level: Level, environment: Environment) => Promise<void>;

const runOnStack = async (
  settings: StackSettings,
  wanted: readonly Level[],
  supervisor: Supervisor,
  report: Reporter,
  runLevel: RunLevel,
): Promise<void> => {
  const secrets = await loadSecrets(settings.data);
  const collector = await startTraceCollector(port(settings, 'traces'));
  try {
    await bringUpWholeStack(settings, secrets, supervisor, report);
    const environment = wholeEnvironment(settings, secrets);
    if (wanted.includes('component') || wanted.includes('faults'))
      Object.assign(environment, await testTools(settings, report));
    if (wanted.includes('e2e')) environment.CHROMIUM_PATH = await chromium(settings, report.for('chromium'));
    if (wanted.includes('images')) environment.IMAGE_TAG = (await testImages(settings, report)) ?? '';
    // Each test ends its own container; what would end them otherwise is an image of a registry.
    environment.TESTCONTAINERS_RYUK_DISABLED = 'true';
    for (const level of wanted) if (level !== 'images' || environment.IMAGE_TAG) await runLevel(level, environment);
  } finally {
    collector.closeAllConnections();
    collector.close();
  }
};

/** Unit tests need what is built, the other levels the whole stack. What could not run has failed, file by file. */
const runAll = async (
  settings: StackSettings,
  wanted: Wanted,
  supervisor: Supervisor,
  report: Reporter,
): Promise<Tally> => {
  let tally = noTests;
  const left = new Set(wanted.levels);
  const runLevel: RunLevel = async (level, environment) => {
    report.line(`\nTests: ${level}`);
    left.delete(level);
    tally = add(tally, await runJest(settings.root, level, wanted.filters, environment));
  };
  try {
    await build(settings.root, report);
    if (left.has('unit')) await runLevel('unit', {});
    if (left.size > 0) await runOnStack(settings, [...left], supervisor, report, runLevel);
  } catch (error) {
    report.line(error instanceof Complaint ? error.message : String(error));
    const counts = await Promise.all([...left].map((level) => testFiles(settings.root, level, wanted.filters)));
    tally = add(tally, {
      ...noTests,
      failed: Math.max(
        1,
        counts.reduce((sum, count) => sum + count, 0),
      ),
    });
  }
  return tally;
};

/** `npm test`: unit tests, then component and browser tests on a stack of their own beside a running one. */
runCommand(async () => {
  const wanted = readArguments();
  await wipe(testData(readSettings()), 'test');
  const settings = await testSettings(readSettings());
  let tally = noTests;
  const code = await underSupervisor(settings, { name: 'test', url: '' }, async (supervisor, report) => {
    tally = await runAll(settings, wanted, supervisor, report);
    return tally.failed > 0 || tally.passed === 0 ? 1 : 0;
  });
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
  return code;
});
