import { parseArgs } from 'node:util';
import { setClock } from './stack/clock-file';
import { Complaint, runCommand } from './stack/complaint';
import { readSettings } from './stack/settings';

const usage = 'usage: npm run clock -- --set 2027-01-10T08:00:00+01:00 | --reset';

/** Moves the one clock of the running stack, or sets it right again. */
runCommand(async () => {
  const { values } = parseArgs({ options: { set: { type: 'string' }, reset: { type: 'boolean' } } });
  const { data } = readSettings();
  if (values.reset) await setClock(data, undefined);
  else if (values.set) {
    const instant = Date.parse(values.set);
    const isZoned = /(Z|[+-]\d\d:?\d\d)$/i.test(values.set);
    if (Number.isNaN(instant) || !isZoned) throw new Complaint(`"${values.set}" is no instant with its zone. ${usage}`);
    await setClock(data, instant);
  } else throw new Complaint(usage);
  console.error(values.reset ? 'The clock is right again.' : `The clock says ${values.set}.`);
  return 0;
});
