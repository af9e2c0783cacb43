import { onEvent, type Subscription } from '@creneau/chassis';
import { AffiliationChanged, PersonChanged } from '@creneau/proto/identity/v1/events';
import { requestStep } from '../../outbound/postgres/keycloak-step-repository';
import { restoreAffiliation } from '../../outbound/postgres/office-repository';
import { reachPersonVersion } from '../../outbound/postgres/person-repository';
import { relationOf } from '../../use-cases/messages';

/**
 * What this service's own facts bring back into a database restored from before them: who works for whom, so that nobody has
 * an access again that was taken from her, with the roles that follow; of people only versions, since events carry nothing of
 * them. Who registered since is known again when she signs in: Keycloak holds her.
 */
export const ownFacts = (): Subscription[] => [
  onEvent(PersonChanged, ({ data: { personId, version } }, tx) => reachPersonVersion(tx, personId, version)),
  onEvent(AffiliationChanged, async ({ data: { officeId, personId, relation, version }, occurredAt }, tx) => {
    const told = { officeId, personId, relation: relationOf(relation) ?? null, version, changedAt: occurredAt };
    if (await restoreAffiliation(tx, told)) await requestStep(tx, personId, 'roles', occurredAt);
  }),
];
