import { openRpc, runReplay } from '@creneau/chassis';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { loadConfig } from './config';
import { areas, subscriptions } from './inbound/kafka/subscriptions';
import { createPeople } from './outbound/people-client';

/** Applies what this service's consumer parked: see the chassis. */
void runReplay({
  service: 'booking',
  loadConfig,
  areas,
  listen: async (wiring, { outbox }) => {
    const identity = await openRpc(wiring).client(IdentityServiceService, wiring.config.IDENTITY_ADDR, ['getPeople']);
    return subscriptions({ people: createPeople(identity), outbox, clock: wiring.clock });
  },
});
