import { join } from 'node:path';
import {
  ConfigError,
  createLogger,
  createOutbox,
  createServiceTokenSource,
  Health,
  Life,
  migrate,
  openClock,
  openPostgres,
} from '@creneau/chassis';
import { loadConfig } from './config';
import { createAccounts } from './outbound/keycloak/accounts';
import { createAdminApi } from './outbound/keycloak/admin-api';
import { makeSeedDemo } from './use-cases/seed-demo';

/**
 * `node dist/seed-dev.js [id of a further office …]`: the demo people's rows and consents and the two demo offices, for
 * development, and further ones of the first one's people. Needs the service's environment, PostgreSQL and Keycloak; the
 * running service publishes what this writes. Prints a line a thing; a second run changes nothing.
 */
const main = async (): Promise<void> => {
  const config = loadConfig();
  const log = createLogger('identity-seed', config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL);
  const life = new Life(log);
  try {
    await migrate(config.DATABASE_URL, join(__dirname, '..', 'migrations'), log);
    const postgres = await openPostgres({ url: config.DATABASE_URL, connections: 2, life, health: new Health(), log });
    const clock = openClock(config.CLOCK_FILE);
    const serviceToken = createServiceTokenSource(config.OIDC_ISSUER, config.OIDC_CLIENT_ID, config.OIDC_CLIENT_SECRET);
    await makeSeedDemo({
      postgres,
      clock,
      accounts: createAccounts(createAdminApi(config.KEYCLOAK_ADMIN_URL, serviceToken)),
      // Published, and told to open pages, by the service.
      outbox: createOutbox(clock, () => undefined),
      nudgeSteps: () => undefined,
      say: (line) => process.stdout.write(`${line}\n`),
    })(process.argv.slice(2));
  } finally {
    await life.stop();
  }
};

main().catch((error: Error) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `${error.name}: ${error.message}`}\n`);
  process.exit(1);
});
