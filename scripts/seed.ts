import { runCommand } from './stack/complaint';
import { makeReporter } from './stack/report';
import { loadSecrets } from './stack/secrets';
import { seed } from './stack/seed';
import { readSettings } from './stack/settings';

/** Makes the demo offices on the running stack, as `npm start` does. */
runCommand(async () => {
  const settings = readSettings();
  await seed(settings, await loadSecrets(settings.data), makeReporter().for('demo office'));
  return 0;
});
