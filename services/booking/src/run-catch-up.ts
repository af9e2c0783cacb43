import { openRpc, runCatchUp } from '@creneau/chassis';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { loadConfig } from './config';
import { ownFacts } from './inbound/kafka/own-facts';
import { areas } from './inbound/kafka/subscriptions';
import { createPeople } from './outbound/people-client';

/** After a restore: see the chassis. */
void runCatchUp({
  service: 'booking',
  loadConfig,
  areas,
  facts: async (wiring) => {
    const identity = await openRpc(wiring).client(IdentityServiceService, wiring.config.IDENTITY_ADDR, ['getPeople']);
    return ownFacts({ people: createPeople(identity) });
  },
});
