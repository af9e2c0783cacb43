import { parseArgs } from 'node:util';
import { buildImages, serviceNames } from './images/build-images';
import { withDocker } from './images/docker';
import { Complaint, runCommand } from './stack/complaint';
import { makeReporter } from './stack/report';
import { readSettings } from './stack/settings';

/** `npm run images [-- booking …] [--tag 1.2.3]`: builds the images of services, of all by default. */
runCommand(async () => {
  const { values, positionals } = parseArgs({
    options: { tag: { type: 'string', default: 'local' } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !serviceNames.includes(name));
  if (unknown) throw new Complaint(`There is no service "${unknown}": ${serviceNames.join(', ')}.`);
  const names = positionals.length > 0 ? positionals : serviceNames;
  const settings = readSettings();
  const say = makeReporter().for('images');
  await withDocker(settings.cache, say, (docker) => buildImages(docker, settings, names, values.tag, say));
  return 0;
});
