import { parseArgs } from 'node:util';
import { loadOffices, loadPeople, type Role } from './load/index';
import { runCommand } from './stack/complaint';
import { wholeEnvironment } from './stack/environment';
import { makeReporter } from './stack/report';
import { loadSecrets } from './stack/secrets';
import { readSettings } from './stack/settings';

/** `node scripts/run.mjs load --offices 500 --patients 1000`: fills the running stack, as large as a test needs it. */
runCommand(async () => {
  const count = { type: 'string', default: '0' } as const;
  const { values } = parseArgs({
    options: { offices: count, patients: count, practitioners: count, secretaries: count },
  });
  const settings = readSettings();
  const environment = wholeEnvironment(settings, await loadSecrets(settings.data));
  const say = makeReporter().for('load');
  await loadOffices(environment, Number(values.offices));
  say(`${values.offices} offices`);
  const people: [Role, number][] = [
    ['patient', Number(values.patients)],
    ['practitioner', Number(values.practitioners)],
    ['secretary', Number(values.secretaries)],
  ];
  for (const [role, number] of people) {
    await loadPeople(environment, number, { role });
    say(`${number} of role ${role}, signed in`);
  }
  return 0;
});
