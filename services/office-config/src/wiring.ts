import {
  createAffiliations,
  createHintPublisher,
  createKafka,
  createOfficeQueue,
  EVERY_OFFICE,
  expose,
  openRedis,
  openRpc,
  startWorker,
  type Wiring,
} from '@creneau/chassis';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import type { Config } from './config';
import { makeHandlers } from './inbound/grpc/handlers';
import { policy } from './inbound/grpc/policy';
import { createPublisher } from './outbound/kafka/publisher';
import { startRelay } from './outbound/kafka/relay';
import { makeCompaction } from './outbound/mongo/compaction';
import { openLogRepository } from './outbound/mongo/log-repository';
import { createOfficeLog } from './outbound/mongo/office-log';
import { openMongo } from './outbound/mongo/open-mongo';
import { openShippingRepository } from './outbound/mongo/shipping-repository';
import { openSnapshotRepository } from './outbound/mongo/snapshot-repository';
import { createShardLeases } from './outbound/redis/shard-leases';
import { RememberedOffices } from './outbound/remembered-offices';
import { createScheduling } from './outbound/scheduling-client';
import { makeAddEmails, makeRemoveEmail } from './use-cases/edit-emails';
import { makeAddReason, makeRemoveReason } from './use-cases/edit-reasons';
import { makeFixTimeZone } from './use-cases/fix-time-zone';
import { eventOf } from './use-cases/messages';
import { makeReadConfiguration } from './use-cases/read-configuration';
import { makeSaveSettings } from './use-cases/save-settings';

const COMPACTION_EVERY_MS = 3_600_000;
/** The unique id of the next entry decides between processes; within one, waiting is cheaper than losing that race. */
const QUEUE = { maxWaitMs: 8_000, maxWaiting: 1_000 };

export const wire = async (wiring: Wiring<Config>): Promise<void> => {
  const { name, config, life, health, log: logger, clock } = wiring;
  const mongo = await openMongo({ url: config.MONGODB_URL, connections: config.MONGODB_CONNECTIONS, life, health });
  const entries = await openLogRepository(mongo);
  const shipping = await openShippingRepository(mongo);
  const snapshots = await openSnapshotRepository(mongo);
  const redis = await openRedis(life, logger, config.REDIS_URL);
  const hint = createHintPublisher(redis, logger);
  const relay = startRelay({
    life,
    log: logger,
    publisher: createPublisher(createKafka(name, config, logger)),
    leases: createShardLeases(redis, mongo.databaseName, logger),
    entries,
    shipping,
  });

  const rpc = openRpc(wiring);
  const identity = await rpc.client(IdentityServiceService, config.IDENTITY_ADDR, ['getAffiliation']);
  const scheduling = await rpc.client(SchedulingServiceService, config.SCHEDULING_ADDR, [
    'getSchedule',
    'applySettings',
  ]);

  const log = createOfficeLog({
    entries,
    shipping,
    snapshots,
    clock,
    logger,
    eventOf,
    remembered: new RememberedOffices(),
    queue: createOfficeQueue(QUEUE),
    onAppend: (officeId, sequence) => {
      relay.nudge();
      hint({ area: 'office-config', officeId, sequence });
    },
  });
  startWorker({
    life,
    log: logger,
    name: 'compaction',
    everyMs: COMPACTION_EVERY_MS,
    round: makeCompaction({ entries, shipping, snapshots, logger }),
  });
  const deps = { log, scheduling: createScheduling(scheduling), logger };

  const handlers = makeHandlers({
    affiliations: createAffiliations(identity),
    read: makeReadConfiguration(deps),
    saveSettings: makeSaveSettings(deps),
    fixTimeZone: makeFixTimeZone(deps),
    addReason: makeAddReason(deps),
    removeReason: makeRemoveReason(deps),
    addEmails: makeAddEmails(deps),
    removeEmail: makeRemoveEmail(deps),
  });
  await rpc.serve(expose(OfficeConfigServiceService, policy, handlers));
  // What the process before this one could not tell any more.
  hint({ area: 'office-config', officeId: EVERY_OFFICE, sequence: 0 });
};
