import { invalid, type Tx } from '@creneau/chassis';
import { PersonChanged } from '@creneau/proto/identity/v1/events';
import { type Consents, consentFaults, type RecordedConsents, sameConsents } from '../domain/consents';
import type { TokenClaims } from '../domain/person';
import { findConsents, insertConsents } from '../outbound/postgres/consent-repository';
import { lockPerson, raisePersonVersion } from '../outbound/postgres/person-repository';
import { personChanged } from './messages';
import type { Deps } from './ports';
import { makeRememberPerson } from './remember-person';

/**
 * Records what a person agreed to, beside all that she agreed to before (A3). The same again keeps its date.
 * Throws `invalid` with every field at fault.
 */
export const makeRecordConsents = (d: Pick<Deps, 'postgres' | 'outbox' | 'clock'>) => {
  const rememberPerson = makeRememberPerson(d);
  return async (claims: TokenClaims, consents: Consents): Promise<RecordedConsents> => {
    const faults = consentFaults(consents, d.clock.now().toZonedDateTimeISO('Europe/Paris').toPlainDate());
    if (faults.length > 0) throw invalid(faults);
    await rememberPerson(claims);
    return d.postgres.tx((tx) => recordConsents(tx, d, claims.id, consents));
  };
};

/** The same within a transaction, for a person who has her row. */
export const recordConsents = async (
  tx: Tx,
  d: Pick<Deps, 'outbox' | 'clock'>,
  personId: string,
  consents: Consents,
): Promise<RecordedConsents> => {
  await lockPerson(tx, personId);
  const last = await findConsents(tx, personId);
  if (last && sameConsents(last, consents)) return last;
  const recorded = { ...consents, acceptedAt: d.clock.now() };
  await insertConsents(tx, personId, recorded);
  const version = (await raisePersonVersion(tx, personId)) ?? 0;
  await d.outbox.add(tx, personId, PersonChanged, personChanged(personId, version));
  return recorded;
};
