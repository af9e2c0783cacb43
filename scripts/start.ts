import { runCommand } from './stack/complaint';
import { componentUrls, publicUrl } from './stack/environment';
import { detach, runningCommand, stayInForeground } from './stack/foreground';
import { loadSecrets } from './stack/secrets';
import { readSettings } from './stack/settings';
import { bringUpWholeStack } from './stack/whole-stack';

const welcome = (url: string, mails: string): string => `
Créneau is ready at ${url}

  sign in as   docteur, secretaire (the demo office), patient, admin, docteur2, secretaire2
  password     demo-creneau
  mails        ${mails}

Ctrl-C stops everything and loses nothing.`;

/** `npm start [-- --detach]`: everything, from an empty machine to a site that books. */
runCommand(async () => {
  const settings = readSettings();
  const url = publicUrl(settings);
  const already = runningCommand(settings.data, 'start');
  if (already) {
    const doing = already.state === 'running' ? 'runs already' : 'is starting already';
    console.error(`Créneau ${doing} at ${already.url} (pid ${already.pid}).`);
    return 0;
  }
  if (process.argv.includes('--detach')) return detach(settings, 'start');
  return stayInForeground(settings, { name: 'start', url }, async (supervisor, report) => {
    const secrets = await loadSecrets(settings.data);
    await bringUpWholeStack(settings, secrets, supervisor, report);
    report.line(welcome(url, componentUrls(settings, secrets).MAIL_URL));
  });
});
