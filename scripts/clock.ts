import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Complaint, runCommand } from './stack/complaint';
import { clockFile } from './stack/environment';
import { readSettings } from './stack/settings';

const usage = 'usage: npm run clock -- --set 2027-01-10T08:00:00+01:00 | --reset';

/** Moves the one clock of the running stack, or sets it right again. Services look at it within 200 ms. */
runCommand(async () => {
  const { values } = parseArgs({ options: { set: { type: 'string' }, reset: { type: 'boolean' } } });
  const file = clockFile(readSettings());
  if (values.reset) await rm(file, { force: true });
  else if (values.set) {
    const instant = Date.parse(values.set);
    const isZoned = /(Z|[+-]\d\d:?\d\d)$/i.test(values.set);
    if (Number.isNaN(instant) || !isZoned) throw new Complaint(`"${values.set}" is no instant with its zone. ${usage}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.part`, JSON.stringify({ offsetMs: instant - Date.now() }));
    await rename(`${file}.part`, file);
  } else throw new Complaint(usage);
  await sleep(200);
  console.error(values.reset ? 'The clock is right again.' : `The clock says ${values.set}.`);
  return 0;
});
