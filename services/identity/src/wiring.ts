import { join } from 'node:path';
import { expose, openFacts, openRpc, startWorker, type Wiring } from '@creneau/chassis';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import type { Config } from './config';
import { makeHandlers } from './inbound/grpc/handlers';
import { policy } from './inbound/grpc/policy';
import { areas, subscriptions } from './inbound/kafka/subscriptions';
import { createAccounts } from './outbound/keycloak/accounts';
import { createAdminApi } from './outbound/keycloak/admin-api';
import { findRelation } from './outbound/postgres/office-repository';
import { makeReadMe } from './use-cases/read-me';
import { makeReadPeople, makeReadStaff } from './use-cases/read-people';
import { makeRecordConsents } from './use-cases/record-consents';
import { makeRegisterPerson } from './use-cases/register-person';
import { makeReadOffice, makeSearchOffices } from './use-cases/search-offices';
import { makeSendVerificationEmail } from './use-cases/send-verification-email';
import { makeWorkOffKeycloakSteps } from './use-cases/work-off-keycloak-steps';

const MIGRATIONS = join(__dirname, '..', 'migrations');
const STEPS_EVERY_MS = 1_000;

export const wire = async (wiring: Wiring<Config>): Promise<void> => {
  const { config, life, log, clock } = wiring;
  const { postgres, outbox, consume } = await openFacts(wiring, {
    area: 'identity',
    migrations: MIGRATIONS,
  });
  const rpc = openRpc(wiring);
  const accounts = createAccounts(createAdminApi(config.KEYCLOAK_ADMIN_URL, rpc.serviceToken));

  const steps = startWorker({
    life,
    log,
    name: 'keycloak steps',
    everyMs: STEPS_EVERY_MS,
    round: makeWorkOffKeycloakSteps({ postgres, outbox, clock, log, accounts }),
  });
  consume(areas, subscriptions());

  const deps = { postgres, outbox, clock, log, accounts, nudgeSteps: () => steps.nudge() };
  const handlers = makeHandlers({
    registerPerson: makeRegisterPerson(deps),
    readMe: makeReadMe(deps),
    recordConsents: makeRecordConsents(deps),
    sendVerificationEmail: makeSendVerificationEmail(deps),
    readPeople: makeReadPeople(deps),
    findRelation: (officeId, personId) => findRelation(postgres, officeId, personId),
    readStaff: makeReadStaff(deps),
    searchOffices: makeSearchOffices(deps),
    readOffice: makeReadOffice(deps),
  });
  await rpc.serve(expose(IdentityServiceService, policy, handlers));
};
