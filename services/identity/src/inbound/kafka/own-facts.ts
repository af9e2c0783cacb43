import { onEvent, type Subscription } from '@creneau/chassis';
import { PersonChanged } from '@creneau/proto/identity/v1/events';
import { reachPersonVersion } from '../../outbound/postgres/person-repository';

/**
 * What this service's own facts bring back into a database restored from before them: versions, since events carry nothing of
 * a person. Who registered since is known again when she signs in: Keycloak holds her.
 */
export const ownFacts = (): Subscription[] => [
  onEvent(PersonChanged, ({ data: { personId, version } }, tx) => reachPersonVersion(tx, personId, version)),
];
