import { parseArgs } from 'node:util';
import { bringDown } from './cluster/bring-down';
import { bringUp, serve } from './cluster/bring-up';
import { readCluster } from './cluster/cluster';
import { printStatus } from './cluster/status';
import { validate } from './cluster/validate';
import { verify } from './cluster/verify/verify';
import { Complaint, runCommand } from './stack/complaint';

/** `npm run cluster -- up|down|status|verify [check …]|validate [FILE …]`; `serve` is what `up` leaves in the background. */
const commands = { up: bringUp, down: bringDown, status: printStatus, verify, validate, serve };

runCommand(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [word = '', ...rest] = positionals;
  const command = Object.entries(commands).find(([name]) => name === word)?.[1];
  if (!command) throw new Complaint('usage: npm run cluster -- up|down|status|verify|validate');
  return command(readCluster(), rest);
});
