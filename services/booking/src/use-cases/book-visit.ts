import { createHash, randomUUID } from 'node:crypto';
import { type Person, unprocessable } from '@creneau/chassis';
import { type BookingTerms, exclusion, requireComing, requireListed, requireRoom } from '../domain/booking-rules';
import { reasonOf } from '../domain/reason';
import { toError } from '../domain/refusal';
import { request, type Visit } from '../domain/visit';
import { findStanding, lockPatient } from '../outbound/postgres/patient-repository';
import { findRequest, insertRequest, type Request } from '../outbound/postgres/visit-repository';
import { onIntent } from './claim-within';
import { INTENT_GRACE_S } from './commit-change';
import { makeFinishBooking } from './finish-booking';
import type { Deps, Names } from './ports';

export interface BookVisit {
  person: Person;
  officeId: string;
  startsAt: Temporal.Instant;
  reason: string;
  phone: string;
  /** Chosen by the client, one per intent. Remembered for two days at least. */
  key: string;
  /** When the caller stops waiting. */
  deadline: Date;
}

export type BookedVisit = { visit: Visit } & Pick<Names, 'lastName' | 'firstName'>;

/**
 * Books a slot for a person (design: intent first). The same key resumes the visit wherever it stands and gets its answer,
 * refusals included. Throws `invalid` on a field, `forbidden` (email_not_listed, patient_banned, consent_missing,
 * account_deleted), `limited` (too_many_open_visits), `unprocessable` (key_reused, slot_past, office_not_configured),
 * what scheduling refuses a claim with, and `conflict` (in_progress, given_up).
 */
export const makeBookVisit = (d: Deps) => {
  const finish = makeFinishBooking(d);
  return async (cmd: BookVisit): Promise<BookedVisit> => {
    const { person, deadline } = cmd;
    const requestHash = hashOf(cmd);
    // Asked while the key is looked up: most keys are new.
    const asked = Promise.all([
      d.terms.current(cmd.officeId, person.emailVerified ? person.email : '', deadline),
      d.people.consenting(person, 0, deadline),
    ]);
    asked.catch(() => undefined);

    const earlier = await findRequest(d.postgres, person.id, cmd.key);
    if (earlier) {
      const visit = sameRequest(earlier, requestHash);
      return onIntent(async () => {
        const names = visit.state === 'requested' ? await d.people.consenting(person, 0, deadline) : person;
        return booked(await finish(visit, { version: 0, ...names }, deadline), names);
      });
    }

    const [terms, known] = await asked;
    const asksFor = draft(cmd, terms, d.clock.now());
    const { visit, personVersion } = await writeIntent(d, cmd, asksFor, requestHash);
    return onIntent(async () => {
      const names = known.version < personVersion ? await d.people.consenting(person, personVersion, deadline) : known;
      return booked(await finish(visit, names, deadline), names);
    });
  };
};

type Draft = Parameters<typeof request>[0];

const draft = (cmd: BookVisit, terms: BookingTerms, at: Temporal.Instant): Draft => {
  requireListed(terms);
  requireComing(cmd.startsAt, at);
  const { text, phone, teleconsultation } = reasonOf(cmd, terms.reason);
  return {
    id: randomUUID(),
    officeId: cmd.officeId,
    patientId: cmd.person.id,
    startsAt: cmd.startsAt,
    tz: terms.tz,
    reason: text,
    phone,
    teleconsultation,
    priceCents: teleconsultation ? terms.teleconsultationPriceCents : 0,
  };
};

/** Writes the visit as requested, under the person's lock, unless one stands under the key already. */
const writeIntent = (
  d: Pick<Deps, 'postgres' | 'clock' | 'maxOpenVisits'>,
  cmd: BookVisit,
  asksFor: Draft,
  requestHash: string,
): Promise<{ visit: Visit; personVersion: number }> =>
  d.postgres.tx(async (tx) => {
    const { deleted, personVersion } = await lockPatient(tx, cmd.person.id);
    const earlier = await findRequest(tx, cmd.person.id, cmd.key);
    if (earlier) return { visit: sameRequest(earlier, requestHash), personVersion };
    const at = d.clock.now();
    const standing = { deleted, ...(await findStanding(tx, cmd.officeId, cmd.person.id, at)) };
    const no = exclusion(standing);
    if (no) throw toError(no);
    requireRoom(standing, d.maxOpenVisits);
    const visit = request(asksFor, at);
    await insertRequest(tx, visit, cmd.key, requestHash, at.add({ seconds: INTENT_GRACE_S }));
    return { visit, personVersion };
  });

const sameRequest = (earlier: Request, requestHash: string): Visit => {
  if (earlier.requestHash !== requestHash)
    throw unprocessable('key_reused', 'This idempotency key was used for another request.');
  return earlier.visit;
};

const hashOf = ({ officeId, startsAt, reason, phone }: BookVisit): string =>
  createHash('sha256')
    .update(JSON.stringify([officeId, startsAt.toString(), reason, phone]))
    .digest('base64url');

const booked = (visit: Visit, { lastName, firstName }: Pick<Names, 'lastName' | 'firstName'>): BookedVisit => ({
  visit,
  lastName,
  firstName,
});
