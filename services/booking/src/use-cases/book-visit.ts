import { createHash, randomUUID } from 'node:crypto';
import { AppError, createOfficeQueue, type OfficeQueue, type Person, unprocessable } from '@creneau/chassis';
import { type BookingTerms, exclusion, requireComing, requireListed, requireRoom } from '../domain/booking-rules';
import { reasonOf } from '../domain/reason';
import { type Refusal, toError } from '../domain/refusal';
import { refuse, request, type Visit } from '../domain/visit';
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

/**
 * Who wants a slot that somebody is about to get waits for her a moment, holding no connection: she is most likely told without more
 * work that it is gone. Nothing depends on it; who has waited for too long goes on beside the others.
 */
const makeTurns = (): OfficeQueue => {
  const queue = createOfficeQueue({ maxWaitMs: 1_500, maxWaiting: 2_000 });
  return (slot, work) =>
    queue(slot, work).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'office_busy') return work();
      throw error;
    });
};

export type BookedVisit = { visit: Visit } & Pick<Names, 'lastName' | 'firstName'>;

/**
 * Books a slot for a person (design: intent first). The same key resumes the visit wherever it stands and gets its answer,
 * refusals included. Throws `invalid` on a field, `forbidden` (email_not_listed, patient_banned, consent_missing,
 * account_deleted), `limited` (too_many_open_visits), `unprocessable` (key_reused, slot_past, office_not_configured),
 * what scheduling refuses a claim with, and `conflict` (in_progress, given_up).
 */
export const makeBookVisit = (d: Deps) => {
  const finish = makeFinishBooking(d);
  const inTurn = makeTurns();

  /** Brings the visit under a key to its end, whoever asked for it first. */
  const resume = async (cmd: BookVisit, earlier: Request): Promise<BookedVisit> => {
    if (earlier.requestHash !== hashOf(cmd))
      throw unprocessable('key_reused', 'This idempotency key was used for another request.');
    const { person, deadline } = cmd;
    const names = earlier.visit.state === 'requested' ? await d.people.consenting(person, 0, deadline) : person;
    return booked(await finish(earlier.visit, { version: 0, ...names }, deadline), names);
  };

  /** Throws what speaks against the request before anything is written. */
  const prepare = async (cmd: BookVisit): Promise<{ asksFor: Draft; known: Names }> => {
    const { person, deadline } = cmd;
    const [terms, known] = await Promise.all([
      d.terms.current(cmd.officeId, person.emailVerified ? person.email : '', deadline),
      d.people.consenting(person, 0, deadline),
    ]);
    return { asksFor: draft(cmd, terms, d.clock.now()), known };
  };

  const finishNew = async (cmd: BookVisit, { visit, personVersion }: Intent, known: Names): Promise<BookedVisit> => {
    const { person, deadline } = cmd;
    const names = known.version < personVersion ? await d.people.consenting(person, personVersion, deadline) : known;
    return booked(await finish(visit, names, deadline), names);
  };

  /** Refused as taken a moment ago, or how it ended once the visit was written; nothing when one stands under the key already. */
  const tryNew = async (cmd: BookVisit): Promise<{ refusal?: Refusal; ended?: PromiseSettledResult<BookedVisit> }> => {
    const refusal = d.scheduling.taken(cmd.officeId, cmd.startsAt);
    if (refusal) return { refusal };
    const { asksFor, known } = await prepare(cmd);
    const intent = await writeIntent(d, cmd, asksFor);
    if (!intent) return {};
    const [ended] = await Promise.allSettled([onIntent(() => finishNew(cmd, intent, known))]);
    return { ended };
  };

  const bookNew = async (cmd: BookVisit): Promise<PromiseSettledResult<BookedVisit> | undefined> => {
    const { refusal, ended } = await inTurn(`${cmd.officeId} ${cmd.startsAt.epochMilliseconds}`, () => tryNew(cmd));
    if (!refusal) return ended;
    const { asksFor } = await prepare(cmd);
    return (await writeRefused(d, cmd, asksFor, refusal))
      ? { status: 'rejected', reason: toError(refusal) }
      : undefined;
  };

  return async (cmd: BookVisit): Promise<BookedVisit> => {
    let refusal: unknown;
    const ended = await bookNew(cmd).catch((error: unknown) => {
      refusal = error;
      return undefined;
    });
    if (ended?.status === 'rejected') throw ended.reason;
    if (ended) return ended.value;
    // A repetition is answered as it was the first time, though it would be refused by now. Most keys are new: it is asked last.
    const earlier = await findRequest(d.postgres, cmd.person.id, cmd.key);
    if (!earlier) throw refusal ?? new Error('a visit is neither new nor there');
    return onIntent(() => resume(cmd, earlier));
  };
};

type Draft = Parameters<typeof request>[0];

interface Intent {
  visit: Visit;
  personVersion: number;
}

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

/** Writes the visit as requested, under the person's lock; undefined when one stands under the key already. */
const writeIntent = (
  d: Pick<Deps, 'postgres' | 'clock' | 'maxOpenVisits'>,
  cmd: BookVisit,
  asksFor: Draft,
): Promise<Intent | undefined> =>
  d.postgres.tx(
    async (tx) => {
      const before = d.clock.now();
      const read = () => findStanding(tx, cmd.officeId, cmd.person.id, before);
      const [{ deleted, personVersion, isNew: isNewPatient }, found] = await Promise.all([
        lockPatient(tx, cmd.person.id),
        read(),
      ]);
      const standing = { deleted, ...(isNewPatient ? await read() : found) };
      const no = exclusion(standing);
      if (no) throw toError(no);
      requireRoom(standing, d.maxOpenVisits);
      const at = d.clock.now();
      const visit = request(asksFor, at);
      const dueAt = at.add({ seconds: INTENT_GRACE_S });
      const isNew = await insertRequest(tx.last(), visit, cmd.key, hashOf(cmd), dueAt);
      return isNew ? { visit, personVersion } : undefined;
    },
    { readsFirst: true },
  );

/**
 * Writes at once the visit that a known refusal makes of a request: where a thousand want one slot, most of them end here.
 * Nothing was claimed, so that nothing is to be freed. False when one stands under the key already.
 */
const writeRefused = async (
  d: Pick<Deps, 'postgres' | 'clock'>,
  cmd: BookVisit,
  asksFor: Draft,
  refusal: Refusal,
): Promise<boolean> => {
  const at = d.clock.now();
  // Without her lock, a deletion of the person may just have gone by: nothing of hers is written.
  const { visit } = refuse(request({ ...asksFor, reason: '', phone: '' }, at), refusal, at);
  return insertRequest(d.postgres, visit, cmd.key, hashOf(cmd), null);
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
