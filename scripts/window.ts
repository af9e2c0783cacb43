import { runCommand } from './stack/complaint';
import { runServiceCommand } from './stack/service-command';
import { readSettings } from './stack/settings';

/** The night's work, each part a command of the service that owns it. */
const parts = [
  { name: 'scheduling', program: 'dist/run-window.js' },
  { name: 'booking', program: 'dist/run-retention.js' },
] as const;

/** Runs the nightly window now: `npm run window -- --today YYYY-MM-DD`; prints what was done as one JSON object. */
runCommand(async () => {
  let done = {};
  for (const { name, program } of parts) {
    const { code, answer } = await runServiceCommand(readSettings(), name, program, process.argv.slice(2));
    if (code !== 0) return code;
    done = { ...done, ...(answer ?? {}) };
  }
  console.log(JSON.stringify(done));
  return 0;
});
