import { alreadyExists, notFound, type Tx } from '@creneau/chassis';
import { AffiliationChanged, OfficeOpened } from '@creneau/proto/identity/v1/events';
import { requestStep } from '../outbound/postgres/keycloak-step-repository';
import { listOffice } from '../outbound/postgres/listing-repository';
import { insertOffice, lockOffice, saveAffiliation } from '../outbound/postgres/office-repository';
import { findPerson, holdPerson } from '../outbound/postgres/person-repository';
import { relationMessage } from './messages';
import type { Deps } from './ports';

export interface OpenOffice {
  officeId: string;
  ownerId: string;
  /** Who accepted the application; null: the site itself. */
  openedBy: string | null;
}

/**
 * Opens an empty office for a practitioner (A4): the office, her affiliation, and the role in Keycloak as a step that
 * follows. Repeating it changes nothing and answers false.
 * Throws `not_found` (person_not_found), `already_exists` (office_exists) when it is somebody else's.
 */
export const makeOpenOffice =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'nudgeSteps'>) =>
  (cmd: OpenOffice): Promise<boolean> =>
    d.postgres.tx((tx) => openOffice(tx, d, cmd));

const openOffice = async (
  tx: Tx,
  d: Pick<Deps, 'outbox' | 'clock' | 'nudgeSteps'>,
  { officeId, ownerId, openedBy }: OpenOffice,
): Promise<boolean> => {
  if (!(await findPerson(tx, ownerId))) throw personNotFound();
  const now = d.clock.now();
  if (!(await insertOffice(tx, officeId, ownerId, now))) {
    if ((await lockOffice(tx, officeId)) !== ownerId)
      throw alreadyExists('office_exists', 'The office belongs to somebody else.');
    return false;
  }
  const version = await saveAffiliation(tx, {
    officeId,
    personId: ownerId,
    relation: 'owner',
    changedBy: openedBy,
    changedAt: now,
  });
  // Locked in the order of every change here, office before person: a rename comes before or after this listing, never beside it.
  const owner = await holdPerson(tx, ownerId);
  if (!owner) throw personNotFound();
  await listOffice(tx, officeId, owner, now);
  await requestStep(tx, ownerId, 'roles', now);
  await d.outbox.add(tx, ownerId, OfficeOpened, { officeId, ownerId, version: 1 });
  await d.outbox.add(tx, ownerId, AffiliationChanged, {
    officeId,
    personId: ownerId,
    relation: relationMessage('owner'),
    version: version ?? 1,
  });
  tx.afterCommit(d.nudgeSteps);
  return true;
};

const personNotFound = () => notFound('person_not_found', 'There is no such person.');
