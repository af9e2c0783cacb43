import { join } from 'node:path';
import {
  createAffiliations,
  expose,
  openFacts,
  openKnownFreeTime,
  openRpc,
  startWorker,
  type Wiring,
} from '@creneau/chassis';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import type { Config } from './config';
import { makeHandlers } from './inbound/grpc/handlers';
import { policy } from './inbound/grpc/policy';
import { areas, subscriptions } from './inbound/kafka/subscriptions';
import { openKnownTerms } from './outbound/known-terms';
import { createOfficeTerms } from './outbound/office-terms-client';
import { createPeople } from './outbound/people-client';
import { searchPatients } from './outbound/postgres/patient-repository';
import { findVisitSnapshots } from './outbound/postgres/snapshot-repository';
import { createScheduling } from './outbound/scheduling-client';
import { reportMismatches } from './reconciler-metrics';
import { makeBanPatient } from './use-cases/ban-patient';
import { makeBookVisit } from './use-cases/book-visit';
import { makeCancelVisit } from './use-cases/cancel-visit';
import { makeMarkAbsence } from './use-cases/mark-absence';
import { makeMoveVisit } from './use-cases/move-visit';
import type { Deps } from './use-cases/ports';
import { makeReadVisits } from './use-cases/read-visits';
import { makeReconcile } from './use-cases/reconcile';
import { makeReleaseRound } from './use-cases/release-claims';
import { makeRunRetention } from './use-cases/run-retention';
import { makeSaveHomeVisits } from './use-cases/save-home-visits';
import { makeWorkOffIntents } from './use-cases/work-off-intents';

const MIGRATIONS = join(__dirname, '..', 'migrations');
const EVERY_MS = { intents: 1_000, releases: 1_000, reconciler: 10_000, retention: 60_000 };
const MAX_PATIENTS = 10_000;

export const wire = async (wiring: Wiring<Config>): Promise<void> => {
  const { config, life, log, clock } = wiring;
  const facts = await openFacts(wiring, { area: 'booking', migrations: MIGRATIONS });
  const rpc = openRpc(wiring);
  const identity = await rpc.client(IdentityServiceService, config.IDENTITY_ADDR, [
    'getAffiliation',
    'getMe',
    'getPeople',
  ]);
  const officeConfig = await rpc.client(OfficeConfigServiceService, config.OFFICE_CONFIG_ADDR, ['getBookingTerms']);
  const scheduling = await rpc.client(SchedulingServiceService, config.SCHEDULING_ADDR, [
    'claimSlot',
    'claimSlots',
    'releaseClaim',
    'listClaims',
  ]);

  const deps: Deps = {
    postgres: facts.postgres,
    outbox: facts.outbox,
    clock,
    log,
    scheduling: createScheduling(scheduling, await openKnownFreeTime(life, log, config.REDIS_URL)),
    terms: createOfficeTerms(officeConfig, await openKnownTerms(life, log, config.REDIS_URL)),
    people: createPeople(identity),
    maxOpenVisits: config.MAX_OPEN_VISITS_PER_OFFICE,
  };
  facts.consume(areas, subscriptions(deps));
  const runRetention = makeRunRetention(deps);
  const rounds = {
    intents: makeWorkOffIntents(deps),
    releases: makeReleaseRound(deps),
    reconciler: makeReconcile(deps, reportMismatches),
    retention: () => runRetention(),
  };
  for (const name of ['intents', 'releases', 'reconciler', 'retention'] as const)
    startWorker({ life, log, name, everyMs: EVERY_MS[name], round: rounds[name] });

  const handlers = makeHandlers({
    affiliations: createAffiliations(identity),
    bookVisit: makeBookVisit(deps),
    cancelVisit: makeCancelVisit(deps),
    moveVisit: makeMoveVisit(deps),
    markAbsence: makeMarkAbsence(deps),
    read: makeReadVisits(deps),
    saveHomeVisits: makeSaveHomeVisits(deps),
    searchPatients: (officeId, query) => searchPatients(deps.postgres, officeId, query, MAX_PATIENTS),
    banPatient: makeBanPatient(deps),
    snapshotVisits: (page) => findVisitSnapshots(deps.postgres, page),
  });
  await rpc.serve(expose(BookingServiceService, policy, handlers));
};
