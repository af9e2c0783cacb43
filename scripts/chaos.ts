import { parseArgs } from 'node:util';
import { reportOf } from './chaos/report';
import { type RunOptions, runChaos } from './chaos/run';
import { Complaint, runCommand } from './stack/complaint';
import { underSupervisor } from './stack/foreground';
import { makeReporter, type Reporter } from './stack/report';
import { loadSecrets, type Secrets } from './stack/secrets';
import { readSettings, type StackSettings, testSettings } from './stack/settings';
import { bringUpWholeStack } from './stack/whole-stack';
import { wipe } from './stack/wipe';

const usage =
  'usage: npm run chaos -- [--minutes 20] [--seed 7] [--rate 8] [--gap 6] [--offices 20] [--patients 50] [--here]';

const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new Complaint(`--${name} is a number above 0, not "${text}". ${usage}`);
  return value;
};

const readArguments = () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000) + 1) },
      rate: { type: 'string', default: '8' },
      gap: { type: 'string', default: '6' },
      offices: { type: 'string', default: '20' },
      patients: { type: 'string', default: '50' },
      here: { type: 'boolean', default: false },
    },
  });
  return {
    here: values.here,
    options: {
      seed: positive('seed', values.seed),
      seconds: Math.round(positive('minutes', values.minutes) * 60),
      offices: positive('offices', values.offices),
      patients: positive('patients', values.patients),
      perSecond: positive('rate', values.rate),
      secondsBetweenFaults: positive('gap', values.gap),
      // Two minutes are too short to be without it, and to wait for what dead senders hold.
      keycloakToo: Number(values.minutes) > 2,
      shortLeases: Number(values.minutes) <= 2,
      quietWithinMs: Number(values.minutes) > 2 ? 300_000 : 90_000,
    },
  };
};

const runOn = async (
  settings: StackSettings,
  secrets: Secrets,
  options: Omit<RunOptions, 'say'>,
  report: Reporter,
): Promise<number> => {
  const outcome = await runChaos(settings, secrets, { ...options, say: report.for('chaos') });
  console.log(`\n${reportOf(outcome)}`);
  return outcome.violations.length === 0 ? 0 : 1;
};

/**
 * `npm run chaos`: a wiped stack of its own, load and faults by a seed, and the proof that nothing was lost. `--here`: on the
 * stack that runs in this clone's data folder, which is left running.
 */
runCommand(async () => {
  const { here, options } = readArguments();
  const own = readSettings();
  if (here) return runOn(own, await loadSecrets(own.data), options, makeReporter());
  const data = `${own.data}-chaos`;
  await wipe(data, 'chaos');
  const settings = { ...(await testSettings(own)), data, replicas: 2 as const, tracesUrl: undefined };
  return underSupervisor(settings, { name: 'chaos', url: '' }, async (supervisor, report) => {
    const secrets = await loadSecrets(settings.data);
    await bringUpWholeStack(settings, secrets, supervisor, report);
    return runOn(settings, secrets, options, report);
  });
});
