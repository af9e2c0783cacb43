import { join } from 'node:path';
import { createAffiliations, expose, openFacts, openRpc, type Wiring } from '@creneau/chassis';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { PaymentServiceService } from '@creneau/proto/payment/v1/service';
import type { Config } from './config';
import { makeHandlers } from './inbound/grpc/handlers';
import { policy } from './inbound/grpc/policy';
import { areas, subscriptions } from './inbound/kafka/subscriptions';
import { findDues } from './outbound/postgres/due-repository';
import { makeMarkDue } from './use-cases/mark-due';

const MIGRATIONS = join(__dirname, '..', 'migrations');

export const wire = async (wiring: Wiring<Config>): Promise<void> => {
  const { postgres, outbox, consume } = await openFacts(wiring, {
    area: 'payment',
    migrations: MIGRATIONS,
  });
  const rpc = openRpc(wiring);
  const identity = await rpc.client(IdentityServiceService, wiring.config.IDENTITY_ADDR, ['getAffiliation']);

  const deps = { postgres, outbox, clock: wiring.clock };
  consume(areas, subscriptions(deps));

  const handlers = makeHandlers({
    affiliations: createAffiliations(identity),
    findDues: (officeId, visitIds) => findDues(postgres, officeId, visitIds),
    markDue: makeMarkDue(deps),
  });
  await rpc.serve(expose(PaymentServiceService, policy, handlers));
};
