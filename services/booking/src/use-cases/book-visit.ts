import { createHash, randomUUID } from 'node:crypto';
import {
  AppError,
  createOfficeQueue,
  type OfficeQueue,
  type Person,
  sharedBy,
  together,
  unprocessable,
} from '@creneau/chassis';
import {
  type BookingTerms,
  exclusion,
  lackOfRoom,
  requireComing,
  requireListed,
  type Standing,
} from '../domain/booking-rules';
import { reasonOf } from '../domain/reason';
import { type Refusal, toError } from '../domain/refusal';
import { refuse, request, type Visit } from '../domain/visit';
import { findStandings, lockPatients } from '../outbound/postgres/patient-repository';
import { findRequest, insertRequests, type Request } from '../outbound/postgres/visit-repository';
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
  const writeIntent = together<Asked, Intent | 'known'>({
    name: 'intents',
    keyOf: ({ cmd }) => cmd.person.id,
    work: (asked) => writeIntents(d, asked),
  });
  const writeRefused = together<RefusedRequest, boolean>({
    name: 'refusals',
    keyOf: ({ cmd }) => cmd.person.id,
    work: (refused) => writeRefusals(d, refused),
  });

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
    const intent = await writeIntent({ cmd, asksFor });
    if (intent === 'known') return {};
    const [ended] = await Promise.allSettled([onIntent(() => finishNew(cmd, intent, known))]);
    return { ended };
  };

  const bookNew = async (cmd: BookVisit): Promise<PromiseSettledResult<BookedVisit> | undefined> => {
    const { refusal, ended } = await inTurn(`${cmd.officeId} ${cmd.startsAt.epochMilliseconds}`, () => tryNew(cmd));
    if (!refusal) return ended;
    const { asksFor } = await prepare(cmd);
    return (await writeRefused({ cmd, asksFor, refusal }))
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
    const find = () => findRequest(d.postgres, cmd.person.id, cmd.key);
    // Only what was refused as too much at once has certainly written nothing.
    const earlier = await (refusal instanceof AppError && refusal.code === 'overloaded' ? find() : onIntent(find));
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

interface Asked {
  cmd: BookVisit;
  asksFor: Draft;
}

/** Writes visits as requested, under their people's locks, one a person; `known` when one stands under the key already. */
const writeIntents = (
  d: Pick<Deps, 'postgres' | 'clock' | 'maxOpenVisits'>,
  asked: readonly Asked[],
): Promise<(Intent | 'known' | AppError | undefined)[]> =>
  d.postgres.tx(
    async (tx) => {
      const drafts = asked.map(({ asksFor }) => asksFor);
      const before = d.clock.now();
      const patientIds = drafts.map(({ patientId }) => patientId);
      const [patients, found] = await Promise.all([lockPatients(tx, patientIds), findStandings(tx, drafts, before)]);
      const isNew = [...patients.values()].some((patient) => patient.isNew);
      const standings = isNew ? await findStandings(tx, drafts, before) : found;
      const at = d.clock.now();
      const intentDueAt = at.add({ seconds: INTENT_GRACE_S });
      const answers = asked.map(({ cmd, asksFor }, index) => {
        const [patient, standing] = [patients.get(asksFor.patientId), standings[index]];
        if (!patient || !standing) return undefined;
        const no = objection({ ...standing, deleted: patient.deleted }, d.maxOpenVisits);
        if (no) return no;
        const { personVersion } = patient;
        return { visit: request(asksFor, at), key: cmd.key, requestHash: hashOf(cmd), intentDueAt, personVersion };
      });
      const requests = answers.flatMap((answer) => (!answer || answer instanceof AppError ? [] : [answer]));
      const written = requests.length > 0 ? await insertRequests(tx.last(), requests) : new Set();
      return answers.map((answer) => {
        if (!answer || answer instanceof AppError) return answer;
        return written.has(answer.visit.id) ? answer : 'known';
      });
    },
    { readsFirst: true, ...sharedBy(asked) },
  );

const objection = (standing: Standing, maxOpenVisits: number): AppError | undefined => {
  const no = exclusion(standing);
  return no ? toError(no) : lackOfRoom(standing, maxOpenVisits);
};

interface RefusedRequest extends Asked {
  refusal: Refusal;
}

/**
 * Writes at once the visits that known refusals make of requests: where a thousand want one slot, most of them end here.
 * Nothing was claimed, so that nothing is to be freed. False when one stands under the key already.
 */
const writeRefusals = async (
  d: Pick<Deps, 'postgres' | 'clock'>,
  refused: readonly RefusedRequest[],
): Promise<boolean[]> => {
  const at = d.clock.now();
  const requests = refused.map(({ cmd, asksFor, refusal }) => ({
    // Without her lock, a deletion of the person may just have gone by: nothing of hers is written.
    visit: refuse(request({ ...asksFor, reason: '', phone: '' }, at), refusal, at).visit,
    key: cmd.key,
    requestHash: hashOf(cmd),
    intentDueAt: null,
  }));
  const written = await insertRequests(d.postgres, requests);
  return requests.map(({ visit }) => written.has(visit.id));
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
