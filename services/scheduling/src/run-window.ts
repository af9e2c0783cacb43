import { parseArgs } from 'node:util';
import {
  ConfigError,
  createLogger,
  createServiceTokenSource,
  dateField,
  Health,
  Life,
  openClock,
  openGrpcClient,
  openPostgres,
} from '@creneau/chassis';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { loadConfig } from './config';
import { createSettingsSource } from './outbound/settings-client';
import { makeRunWindow } from './use-cases/run-window';

/** `node dist/run-window.js [--today YYYY-MM-DD]`: the nightly window now, as an operator wants it. Prints what it did. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { today: { type: 'string' } } });
  const today = values.today === undefined ? null : dateField('today', values.today);
  const config = loadConfig();
  const log = createLogger('scheduling-window', config.LOG_LEVEL);
  const life = new Life(log);
  try {
    const postgres = await openPostgres({ url: config.DATABASE_URL, connections: 2, life, health: new Health(), log });
    const serviceToken = createServiceTokenSource(config.OIDC_ISSUER, config.OIDC_CLIENT_ID, config.OIDC_CLIENT_SECRET);
    const officeConfig = await openGrpcClient({
      life,
      definition: OfficeConfigServiceService,
      address: config.OFFICE_CONFIG_ADDR,
      serviceToken,
      idempotent: ['getSettings', 'getCurrentVersions'],
    });
    const settings = createSettingsSource(officeConfig);
    const run = await makeRunWindow({ postgres, clock: openClock(config.CLOCK_FILE), settings, log })(today);
    process.stdout.write(`${JSON.stringify(run)}\n`);
  } finally {
    await life.stop();
  }
};

main().catch((error: Error) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `${error.name}: ${error.message}`}\n`);
  process.exit(1);
});
