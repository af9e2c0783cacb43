import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { build } from './stack/build';
import { chromium } from './stack/chromium';
import { Complaint, runCommand } from './stack/complaint';
import { wholeEnvironment } from './stack/environment';
import { runningCommand, underSupervisor } from './stack/foreground';
import { add, type Level, levels, noTests, runJest, type Tally, testFiles } from './stack/jest';
import type { Reporter } from './stack/report';
import { readRunFiles, stillRuns } from './stack/run-files';
import { loadSecrets } from './stack/secrets';
import { port, readSettings, type StackSettings, testData, testSettings } from './stack/settings';
import type { Supervisor } from './stack/supervisor';
import { startTraceCollector } from './stack/trace-collector';
import { bringUpWholeStack } from './stack/whole-stack';

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

/** A killed run leaves its servers behind: they go first, then all they stored. */
const wipe = async (data: string): Promise<void> => {
  const running = runningCommand(data, 'test');
  if (running) throw new Complaint(`Tests of this clone run already (pid ${running.pid}).`);
  for (const file of readRunFiles(data).filter(stillRuns)) {
    process.kill(file.pid, 'SIGKILL');
    while (stillRuns(file)) await sleep(50);
  }
  await rm(data, { recursive: true, force: true });
};

const runOnStack = async (
  settings: StackSettings,
  wanted: Wanted,
  supervisor: Supervisor,
  report: Reporter,
): Promise<Tally> => {
  const secrets = await loadSecrets(settings.data);
  const collector = await startTraceCollector(port(settings, 'traces'));
  let tally = noTests;
  try {
    await bringUpWholeStack(settings, secrets, supervisor, report);
    const environment = wholeEnvironment(settings, secrets);
    if (wanted.levels.includes('e2e')) {
      environment.CHROMIUM_PATH = await chromium(settings, report.for('chromium'));
    }
    for (const level of wanted.levels.filter((name) => name !== 'unit')) {
      report.line(`\nTests: ${level}`);
      tally = add(tally, await runJest(settings.root, level, wanted.filters, environment));
    }
  } finally {
    collector.closeAllConnections();
    collector.close();
  }
  return tally;
};

/** What could not run has failed: one for each test file of the levels on the stack. */
const allFailed = async (settings: StackSettings, wanted: Wanted): Promise<Tally> => {
  const counts = await Promise.all(
    wanted.levels.filter((level) => level !== 'unit').map((level) => testFiles(settings.root, level, wanted.filters)),
  );
  return {
    ...noTests,
    failed: Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    ),
  };
};

const runUnit = async (settings: StackSettings, wanted: Wanted, report: Reporter): Promise<Tally> => {
  await build(settings.root, report);
  if (!wanted.levels.includes('unit')) return noTests;
  report.line('\nTests: unit');
  return runJest(settings.root, 'unit', wanted.filters, {});
};

/** `npm test`: unit tests, then component and browser tests on a stack of their own beside a running one. */
runCommand(async () => {
  const wanted = readArguments();
  await wipe(testData(readSettings()));
  const settings = await testSettings(readSettings());
  let tally = noTests;
  const code = await underSupervisor(settings, { name: 'test', url: '' }, async (supervisor, report) => {
    try {
      tally = await runUnit(settings, wanted, report);
      if (wanted.levels.some((level) => level !== 'unit')) {
        tally = add(tally, await runOnStack(settings, wanted, supervisor, report));
      }
    } catch (error) {
      report.line(error instanceof Complaint ? error.message : String(error));
      tally = add(tally, await allFailed(settings, wanted));
    }
    return tally.failed > 0 || tally.passed === 0 ? 1 : 0;
  });
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
  return code;
});
