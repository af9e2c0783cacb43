import { notFound, type Tx, unprocessable } from '@creneau/chassis';
import { AffiliationChanged } from '@creneau/proto/identity/v1/events';
import { requestStep } from '../outbound/postgres/keycloak-step-repository';
import { lockOffice, saveAffiliation } from '../outbound/postgres/office-repository';
import { lockPerson } from '../outbound/postgres/person-repository';
import { relationMessage } from './messages';
import type { Deps } from './ports';

export interface ChangeSecretary {
  officeId: string;
  personId: string;
  /** Null: the site itself. */
  by: string | null;
}

type Needs = Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'nudgeSteps'>;

/**
 * Makes a person secretary of an office (E5); the role in Keycloak follows as a step. Answers false when she is already.
 * Throws `not_found` (office_not_found, person_not_found), `unprocessable` (owner_is_no_secretary).
 */
export const makeAffiliateSecretary =
  (d: Needs) =>
  (cmd: ChangeSecretary): Promise<boolean> =>
    d.postgres.tx((tx) => change(tx, d, cmd, 'secretary'));

/**
 * Ends it, at once: her next write is refused and her open pages are told. The role goes when it was her last office.
 * Answers false when she was none. Throws as {@link makeAffiliateSecretary}.
 */
export const makeRemoveSecretary =
  (d: Needs) =>
  (cmd: ChangeSecretary): Promise<boolean> =>
    d.postgres.tx((tx) => change(tx, d, cmd, null));

const change = async (
  tx: Tx,
  d: Needs,
  { officeId, personId, by }: ChangeSecretary,
  relation: 'secretary' | null,
): Promise<boolean> => {
  const ownerId = await lockOffice(tx, officeId);
  if (!ownerId) throw notFound('office_not_found', 'There is no such office.');
  if (ownerId === personId) throw unprocessable('owner_is_no_secretary', 'The practitioner is no secretary of hers.');
  if (!(await lockPerson(tx, personId))) throw notFound('person_not_found', 'There is no such person.');
  const now = d.clock.now();
  const version = await saveAffiliation(tx, { officeId, personId, relation, changedBy: by, changedAt: now });
  if (version === undefined) return false;
  await requestStep(tx, personId, 'roles', now);
  await d.outbox.add(tx, personId, AffiliationChanged, {
    officeId,
    personId,
    relation: relationMessage(relation),
    version,
  });
  tx.afterCommit(d.nudgeSteps);
  return true;
};
