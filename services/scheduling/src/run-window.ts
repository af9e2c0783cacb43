import { parseArgs } from 'node:util';
import { dateField, openPostgres, openRedis, openRpc, runCommand, tellFreeTime } from '@creneau/chassis';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { loadConfig } from './config';
import { createSettingsSource } from './outbound/settings-client';
import { makeRunWindow } from './use-cases/run-window';

/** `node dist/run-window.js [--today YYYY-MM-DD]`: the nightly window now, as an operator wants it. Prints what it did. */
void runCommand('scheduling-window', loadConfig, async (wiring) => {
  const { values } = parseArgs({ options: { today: { type: 'string' } } });
  const today = values.today === undefined ? null : dateField('today', values.today);
  const { config, life, health, log, clock } = wiring;
  const postgres = await openPostgres({ url: config.DATABASE_URL, connections: 2, life, health, log });
  const officeConfig = await openRpc(wiring).client(OfficeConfigServiceService, config.OFFICE_CONFIG_ADDR, [
    'getSettings',
    'getCurrentVersions',
  ]);
  const freeTimeChanged = tellFreeTime(await openRedis(life, log, config.REDIS_URL), log);
  return makeRunWindow({ postgres, clock, settings: createSettingsSource(officeConfig), freeTimeChanged, log })(today);
});
