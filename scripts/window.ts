import { join } from 'node:path';
import { execa } from 'execa';
import { bareEnvironment } from './stack/child-process';
import { runCommand } from './stack/complaint';
import { serviceEnvironment } from './stack/environment';
import { loadSecrets } from './stack/secrets';
import { services } from './stack/services';
import { readSettings } from './stack/settings';

/** Runs scheduling's nightly window now: `npm run window -- --today YYYY-MM-DD`; prints what it did as JSON. */
runCommand(async () => {
  const settings = readSettings();
  const scheduling = services.find(({ name }) => name === 'scheduling');
  if (!scheduling) return 1;
  const result = await execa(
    process.execPath,
    ['--enable-source-maps', 'dist/run-window.js', ...process.argv.slice(2)],
    {
      cwd: join(settings.root, 'services/scheduling'),
      env: { ...bareEnvironment(), ...serviceEnvironment(settings, await loadSecrets(settings.data), scheduling) },
      extendEnv: false,
      reject: false,
      stdio: 'inherit',
    },
  );
  return result.exitCode ?? 1;
});
