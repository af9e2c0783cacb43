import { parseArgs } from 'node:util';
import { Complaint, runCommand } from './stack/complaint';
import { runServiceCommand } from './stack/service-command';
import { readSettings } from './stack/settings';

/** The night's work, each part a command of the service that owns it. */
const parts = [
  { name: 'scheduling', program: 'dist/run-window.js' },
  { name: 'booking', program: 'dist/run-retention.js' },
] as const;

/** The arguments, checked here so that what is wrong is said once and plainly. */
const readArguments = (given: readonly string[]): string[] => {
  const wanted = 'For the night of a day: npm run window -- --today 2027-01-12. For tonight: npm run window.';
  let today: string | undefined;
  try {
    ({ today } = parseArgs({ args: [...given], options: { today: { type: 'string' } } }).values);
  } catch {
    throw new Complaint(wanted);
  }
  if (today === undefined) return [];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || Number.isNaN(Date.parse(today)))
    throw new Complaint(`${today} is no day. ${wanted}`);
  return ['--today', today];
};

/** Runs the nightly window now: `npm run window -- --today YYYY-MM-DD`; prints what was done as one JSON object. */
runCommand(async () => {
  const given = readArguments(process.argv.slice(2));
  let done = {};
  for (const { name, program } of parts) {
    const { code, answer } = await runServiceCommand(readSettings(), name, program, given);
    if (code !== 0) return code;
    done = { ...done, ...(answer ?? {}) };
  }
  console.log(JSON.stringify(done));
  return 0;
});
