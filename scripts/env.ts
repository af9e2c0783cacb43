import { runCommand } from './stack/complaint';
import { serviceEnvironment, wholeEnvironment } from './stack/environment';
import { loadSecrets } from './stack/secrets';
import { services } from './stack/services';
import { readSettings } from './stack/settings';

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/** Prints the stack's environment for a shell: `eval "$(npm run --silent env)"`, or one service's: `env booking`. */
runCommand(async () => {
  const settings = readSettings();
  const secrets = await loadSecrets(settings.data);
  const service = services.find(({ name }) => name === process.argv[2]);
  const environment = service ? serviceEnvironment(settings, secrets, service) : wholeEnvironment(settings, secrets);
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${quoted(value)}`);
  return 0;
});
