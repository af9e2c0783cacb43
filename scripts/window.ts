import { join } from 'node:path';
import { execa } from 'execa';
import { bareEnvironment } from './stack/child-process';
import { Complaint, runCommand } from './stack/complaint';
import { serviceEnvironment } from './stack/environment';
import { loadSecrets } from './stack/secrets';
import { services } from './stack/services';
import { readSettings } from './stack/settings';

/** The night's work, each part a command of the service that owns it. */
const parts = [
  { name: 'scheduling', program: 'dist/run-window.js' },
  { name: 'booking', program: 'dist/run-retention.js' },
] as const;

/** Runs the nightly window now: `npm run window -- --today YYYY-MM-DD`; prints what was done as one JSON object. */
runCommand(async () => {
  const settings = readSettings();
  const secrets = await loadSecrets(settings.data);
  let done: Record<string, number> = {};
  for (const { name, program } of parts) {
    const service = services.find((candidate) => candidate.name === name);
    if (!service) throw new Complaint(`There is no service ${name}.`);
    const result = await execa(process.execPath, ['--enable-source-maps', program, ...process.argv.slice(2)], {
      cwd: join(settings.root, 'services', name),
      env: { ...bareEnvironment(), ...serviceEnvironment(settings, secrets, service), LOG_LEVEL: 'error' },
      extendEnv: false,
      reject: false,
      stderr: 'inherit',
    });
    if (result.exitCode !== 0) return result.exitCode ?? 1;
    done = { ...done, ...JSON.parse(result.stdout.trim().split('\n').at(-1) ?? '{}') };
  }
  console.log(JSON.stringify(done));
  return 0;
});
