import type { Db, Tx } from '@creneau/chassis';
import { ACCOUNT_DELETED } from '../domain/booking-rules';
import { cancel, refuse, SYSTEM } from '../domain/visit';
import {
  erasePerson,
  isAnyonesPatient,
  lockPatient,
  saveNames,
  savePersonVersion,
} from '../outbound/postgres/patient-repository';
import { erasePersonalText, lockOpenVisits } from '../outbound/postgres/visit-repository';
import { saveChange, tellEvents } from './commit-change';
import type { Deps, Names } from './ports';

/** Names of the person as they are now, for {@link refreshPerson}; undefined when no office knows her. */
export const askNames = async (db: Db, d: Pick<Deps, 'people'>, personId: string): Promise<Names | undefined> =>
  (await isAnyonesPatient(db, personId)) ? (await d.people.names([personId])).get(personId) : undefined;

/** Brings the names of a person up to date where an office knows her. An older version changes nothing. */
export const refreshPerson = async (
  tx: Tx,
  personId: string,
  version: number,
  names: Names | undefined,
): Promise<void> => {
  // Names that were asked for before she deleted her account come back for nobody.
  const { deleted } = await lockPatient(tx, personId);
  if (deleted) return;
  await savePersonVersion(tx, personId, version);
  if (names) await saveNames(tx, personId, names);
};

/**
 * Forgets a person who deleted her account (A5): her coming visits are cancelled, what is being booked is refused, her names
 * and reasons go. What an office must follow up stays without them.
 */
export const forgetPerson = async (
  tx: Tx,
  d: Pick<Deps, 'outbox' | 'clock'>,
  personId: string,
  version: number,
): Promise<void> => {
  const { deleted } = await lockPatient(tx, personId);
  if (deleted) return;
  await savePersonVersion(tx, personId, version);
  await erasePerson(tx, personId);
  await erasePersonalText(tx, personId);
  const at = d.clock.now();
  const changes = [];
  for (const visit of await lockOpenVisits(tx, personId, at)) {
    const change = visit.state === 'requested' ? refuse(visit, ACCOUNT_DELETED, at) : cancel(visit, SYSTEM, at);
    await saveChange(tx, d, visit, change);
    changes.push(change);
  }
  await tellEvents(
    tx,
    d,
    changes.flatMap(({ events }) => events),
  );
};
