import { runCommand } from './stack/complaint';
import { components } from './stack/components';
import { detach, runningCommand, stayInForeground } from './stack/foreground';
import { loadSecrets } from './stack/secrets';
import { readSettings } from './stack/settings';
import { startUnits } from './stack/start-units';

/** Starts the components alone, for work on one service: `components [--detach]`. */
runCommand(async () => {
  const settings = readSettings();
  const already = runningCommand(settings.data, 'components');
  if (already) {
    console.error(`The components of this clone are kept already (pid ${already.pid}); "npm run ps" lists them.`);
    return 0;
  }
  if (process.argv.includes('--detach')) return detach(settings, 'components');
  return stayInForeground(settings, { name: 'components', url: '' }, async (supervisor, report) => {
    const secrets = await loadSecrets(settings.data);
    await startUnits(components(settings, secrets), supervisor, report);
    report.line('The components are up. Ctrl-C stops them and loses nothing.');
  });
});
