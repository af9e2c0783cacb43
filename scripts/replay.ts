import { parseArgs } from 'node:util';
import { Complaint, runCommand } from './stack/complaint';
import { runServiceCommand } from './stack/service-command';
import { readSettings } from './stack/settings';

const usage = `usage: npm run replay -- --list [--consumer notification] [--area booking] [--json]
       npm run replay -- --consumer notification [--area booking] [--event <id>] [--dry-run]`;
const program = 'dist/run-replay.js';
/** The services that listen to others' facts. */
const consumers = ['identity', 'scheduling', 'booking', 'payment', 'notification'];

interface Line {
  readonly consumer: string;
  readonly topic: string;
  readonly place: string;
  readonly event: string;
  readonly type: string;
  readonly key: string;
  readonly reason: string;
  readonly parkedAt: string;
}

const table = (lines: readonly Line[]): string =>
  lines
    .map(({ consumer, topic, place, event, type, key, reason, parkedAt }) =>
      [`${consumer}  ${topic} ${place}  ${parkedAt}`, `  ${type} ${event} of ${key}`, `  ${reason}`].join('\n'),
    )
    .join('\n');

const list = async (names: readonly string[], args: readonly string[], json: boolean): Promise<number> => {
  const parked: Line[] = [];
  for (const name of names) {
    const { code, answer } = await runServiceCommand(readSettings(), name, program, ['--list', ...args]);
    if (code !== 0) return code;
    parked.push(...(answer as { parked: Line[] }).parked);
  }
  if (json) process.stdout.write(`${JSON.stringify(parked, null, 2)}\n`);
  else console.log(parked.length === 0 ? 'Nothing is parked.' : table(parked));
  return 0;
};

/** What consumers could not apply: `npm run replay -- --list` shows it, `--consumer` has its own service apply it again. */
runCommand(async () => {
  const { values } = parseArgs({
    options: {
      consumer: { type: 'string' },
      area: { type: 'string' },
      event: { type: 'string' },
      'dry-run': { type: 'boolean' },
      list: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const { consumer, area, event } = values;
  if (consumer !== undefined && !consumers.includes(consumer))
    throw new Complaint(`--consumer is one of ${consumers.join(', ')}, not "${consumer}".\n${usage}`);
  const args = area === undefined ? [] : ['--area', area];
  if (values.list) return list(consumer ? [consumer] : consumers, args, values.json ?? false);
  if (consumer === undefined) throw new Complaint(usage);
  if (event !== undefined) args.push('--event', event);
  if (values['dry-run']) args.push('--dry-run');
  const { code, answer } = await runServiceCommand(readSettings(), consumer, program, args);
  if (answer) console.log(JSON.stringify(answer, null, 2));
  return code;
});
