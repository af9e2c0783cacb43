import { parseArgs } from 'node:util';
import type { ServiceConfig } from '../config/base-config';
import { invalid } from '../errors/app-error';
import type { Subscription } from '../kafka/apply-event';
import { catchUp, rewind } from '../kafka/catch-up';
import { createKafka } from '../kafka/kafka';
import { openPostgres } from '../postgres/pool';
import { runCommand } from './run-command';
import type { Wiring } from './run-service';

interface CatchUpOptions<C> {
  /** The service, which is also its area and its consumer group. */
  service: string;
  loadConfig: () => C;
  /** The areas it listens to. */
  areas: readonly string[];
  /** What a fact of its own brings back. */
  facts: (wiring: Wiring<C>) => readonly Subscription[] | Promise<readonly Subscription[]>;
}

/**
 * What the database lacks was applied after the backup, whenever it was published: a partition may have waited that long. Well
 * within the time that the inbox remembers what it has.
 */
const REHEARD_DAYS = 7;

/**
 * A service's `node dist/run-catch-up.js --since <ISO>`, after its database was restored from a backup of that instant and
 * before the service starts: brings back what it told since, and has its consumer hear again what others told. Prints one
 * line of JSON.
 */
export const runCatchUp = <C extends ServiceConfig & { DATABASE_URL: string }>(options: CatchUpOptions<C>) =>
  runCommand(`${options.service}-catch-up`, options.loadConfig, async (wiring) => {
    const { values } = parseArgs({ options: { since: { type: 'string' } } });
    const since = instantOf(values.since);
    const { name, config, life, health, log } = wiring;
    const postgres = await openPostgres({ url: config.DATABASE_URL, connections: 2, life, health, log });
    const kafka = createKafka(name, config, log);
    const facts = await options.facts(wiring);
    const caughtUp = await catchUp({ kafka, postgres, area: options.service, facts });
    await rewind(kafka, options.service, options.areas, since.subtract({ hours: 24 * REHEARD_DAYS }));
    return { caughtUp };
  });

const instantOf = (text: string | undefined): Temporal.Instant => {
  try {
    return Temporal.Instant.from(text ?? '');
  } catch {
    const message = 'is when the backup began, as 2027-01-12T02:00:00Z';
    throw invalid([{ field: '--since', rule: 'instant_format', message }]);
  }
};
