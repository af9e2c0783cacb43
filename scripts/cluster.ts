import { parseArgs } from 'node:util';
import { bringDown } from './cluster/bring-down';
import { bringUp, serve } from './cluster/bring-up';
import { type Cluster, readCluster } from './cluster/cluster';
import { printStatus } from './cluster/status';
import { validate } from './cluster/validate';
import { build } from './stack/build';
import { Complaint, runCommand } from './stack/complaint';
import { makeReporter } from './stack/report';

/** Its clients are those of the tests, which use what the services are built from. */
const verify = async (cluster: Cluster, names: readonly string[]): Promise<number> => {
  await build(cluster.settings.root, makeReporter());
  return (await import('./cluster/verify/verify')).verify(cluster, names);
};

/** `npm run cluster -- up|down|status|verify [check …]|validate [FILE …]`; `serve` is what `up` leaves in the background. */
const commands = { up: bringUp, down: bringDown, status: printStatus, verify, validate, serve };

runCommand(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [word = '', ...rest] = positionals;
  const command = Object.entries(commands).find(([name]) => name === word)?.[1];
  if (!command) throw new Complaint('usage: npm run cluster -- up|down|status|verify|validate');
  return command(readCluster(), rest);
});
