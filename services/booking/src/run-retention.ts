import { parseArgs } from 'node:util';
import { dateField, openPostgres, runCommand } from '@creneau/chassis';
import { loadConfig } from './config';
import { makeRunRetention } from './use-cases/run-retention';

/** `node dist/run-retention.js [--today YYYY-MM-DD]`: forgets old visits now, as an operator wants it. Prints how many went. */
void runCommand('booking-retention', loadConfig, async ({ config, life, health, log, clock }) => {
  const { values } = parseArgs({ options: { today: { type: 'string' } } });
  const today = values.today === undefined ? null : dateField('today', values.today);
  const postgres = await openPostgres({ url: config.DATABASE_URL, connections: 2, life, health, log });
  return { visitsForgotten: await makeRunRetention({ postgres, clock, log })(today) };
});
