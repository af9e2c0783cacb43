import { createKafka, createOfficeQueue, runCommand } from '@creneau/chassis';
import { loadConfig } from './config';
import { catchUpLogs } from './outbound/kafka/catch-up';
import { openLogRepository } from './outbound/mongo/log-repository';
import { createOfficeLog } from './outbound/mongo/office-log';
import { openMongo } from './outbound/mongo/open-mongo';
import { openShippingRepository } from './outbound/mongo/shipping-repository';
import { openSnapshotRepository } from './outbound/mongo/snapshot-repository';
import { RememberedOffices } from './outbound/remembered-offices';
import { eventOf } from './use-cases/messages';

/** `node dist/run-catch-up.js`, after MongoDB was restored and before the service starts. Prints how many entries were missing. */
void runCommand('office-config-catch-up', loadConfig, async ({ name, config, life, health, log: logger, clock }) => {
  const mongo = await openMongo({ url: config.MONGODB_URL, connections: 2, life, health });
  const entries = await openLogRepository(mongo);
  const shipping = await openShippingRepository(mongo);
  const log = createOfficeLog({
    entries,
    shipping,
    snapshots: await openSnapshotRepository(mongo),
    remembered: new RememberedOffices(),
    queue: createOfficeQueue({ maxWaitMs: 1_000, maxWaiting: 1 }),
    clock,
    logger,
    eventOf,
    onAppend: () => undefined,
  });
  const kafka = createKafka(name, config, logger);
  return { caughtUp: await catchUpLogs({ kafka, area: 'office-config', log, entries, shipping }) };
});
