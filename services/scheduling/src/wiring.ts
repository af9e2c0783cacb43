import { join } from 'node:path';
import {
  createAffiliations,
  createOfficeQueue,
  expose,
  openFacts,
  openRpc,
  startWorker,
  tellFreeTime,
  type Wiring,
} from '@creneau/chassis';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import type { Config } from './config';
import { makeHandlers } from './inbound/grpc/handlers';
import { policy } from './inbound/grpc/policy';
import { areas, subscriptions } from './inbound/kafka/subscriptions';
import { heldClaimsEndingAfter } from './outbound/postgres/claim-repository';
import { findSchedule } from './outbound/postgres/schedule-repository';
import { findPlanningSnapshots } from './outbound/postgres/snapshot-repository';
import { createSettingsSource } from './outbound/settings-client';
import { makeApplySettings } from './use-cases/apply-settings';
import { makeClaimSlot } from './use-cases/claim-slot';
import { makeGeneratePlanning } from './use-cases/generate-planning';
import { makeLiftBlock, makePlaceBlock } from './use-cases/place-block';
import { makeReadPlanning } from './use-cases/read-planning';
import { makeReleaseClaim } from './use-cases/release-claim';
import { makeRunWindow } from './use-cases/run-window';

const MIGRATIONS = join(__dirname, '..', 'migrations');
const WINDOW_EVERY_MS = 30_000;
/** Shorter than booking waits for a claim, so that a refusal still reaches it. */
const QUEUE = { maxWaitMs: 4_000, maxWaiting: 5_000 };

export const wire = async (wiring: Wiring<Config>): Promise<void> => {
  const { config, life, log, clock } = wiring;
  const { postgres, outbox, consume, redis } = await openFacts(wiring, {
    area: 'scheduling',
    migrations: MIGRATIONS,
  });
  const rpc = openRpc(wiring);
  const identity = await rpc.client(IdentityServiceService, config.IDENTITY_ADDR, ['getAffiliation']);
  const officeConfig = await rpc.client(OfficeConfigServiceService, config.OFFICE_CONFIG_ADDR, [
    'getSettings',
    'fixTimeZone',
    'getCurrentVersions',
  ]);

  const settings = createSettingsSource(officeConfig);
  const deps = {
    postgres,
    outbox,
    clock,
    settings,
    queue: createOfficeQueue(QUEUE),
    freeTimeChanged: tellFreeTime(redis, log),
    log,
  };
  const runWindow = makeRunWindow(deps);
  startWorker({ life, log, name: 'window', everyMs: WINDOW_EVERY_MS, round: () => runWindow() });
  consume(areas, subscriptions(deps));

  const handlers = makeHandlers({
    affiliations: createAffiliations(identity),
    generatePlanning: makeGeneratePlanning(deps),
    applySettings: makeApplySettings(deps),
    findSchedule: (officeId) => findSchedule(postgres, officeId),
    read: makeReadPlanning(deps),
    claimSlot: makeClaimSlot(deps),
    releaseClaim: makeReleaseClaim(deps),
    listClaims: (officeId, after) => heldClaimsEndingAfter(postgres, officeId, after),
    placeBlock: makePlaceBlock(deps),
    liftBlock: makeLiftBlock(deps),
    snapshotPlannings: (page) => findPlanningSnapshots(postgres, page),
  });
  await rpc.serve(expose(SchedulingServiceService, policy, handlers));
};
