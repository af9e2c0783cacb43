import { parseArgs } from 'node:util';
import { ConfigError, createLogger, dateField, Health, Life, openClock, openPostgres } from '@creneau/chassis';
import { loadConfig } from './config';
import { makeRunRetention } from './use-cases/run-retention';

/** `node dist/run-retention.js [--today YYYY-MM-DD]`: forgets old visits now, as an operator wants it. Prints how many went. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { today: { type: 'string' } } });
  const today = values.today === undefined ? null : dateField('today', values.today);
  const config = loadConfig();
  const log = createLogger('booking-retention', config.LOG_LEVEL);
  const life = new Life(log);
  try {
    const postgres = await openPostgres({ url: config.DATABASE_URL, connections: 2, life, health: new Health(), log });
    const forgotten = await makeRunRetention({ postgres, clock: openClock(config.CLOCK_FILE), log })(today);
    process.stdout.write(`${JSON.stringify({ visitsForgotten: forgotten })}\n`);
  } finally {
    await life.stop();
  }
};

main().catch((error: Error) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `${error.name}: ${error.message}`}\n`);
  process.exit(1);
});
