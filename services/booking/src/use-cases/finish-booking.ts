import { conflict, currentTraceparent, notFound, sharedBy, type Tx, together } from '@creneau/chassis';
import { exclusion } from '../domain/booking-rules';
import { type Refusal, toError } from '../domain/refusal';
import { book, type Change, hasBegun, refuse, type Slot, type Visit } from '../domain/visit';
import { findStandings, type LockedPatient, lockPatients } from '../outbound/postgres/patient-repository';
import { findVisit, saveBooked } from '../outbound/postgres/visit-repository';
import { claimWithin, isRefusal } from './claim-within';
import { saveChange, toFact } from './commit-change';
import type { Deps, Names } from './ports';
import { makeReleaseClaims } from './release-claims';

type FinishDeps = Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'scheduling' | 'log'>;
type BookingDeps = FinishDeps & Pick<Deps, 'people'>;

/** Brings a requested visit to its end, and answers it booked. */
export type FinishBooking = (visit: Visit, names: Names, deadline: Date) => Promise<Visit>;

/** An intent that nobody finished in time. */
export const GIVEN_UP: Refusal = {
  kind: 'conflict',
  code: 'given_up',
  message: 'The booking could not be finished in time: nothing is booked.',
  details: {},
};
const SLOT_PAST: Refusal = {
  kind: 'unprocessable',
  code: 'slot_past',
  message: 'The slot has begun already.',
  details: {},
};

/**
 * Claims the slot and settles the visit by compare-and-set, from wherever a request, its repetition or a crash left it.
 * Any number may do so at once: the claim is idempotent, one settles, and all answer what stands.
 * Throws the stored refusal, or `conflict` (in_progress) when the deadline comes first.
 */
export const makeFinishBooking = (d: BookingDeps): FinishBooking => {
  const release = makeReleaseClaims(d);

  const tryRefuse = (visit: Visit, outcome: Refusal): Promise<Change | undefined> =>
    d.postgres.tx(async (tx) => {
      const refused = refuse(visit, outcome, d.clock.now());
      return (await saveChange(tx, d, visit, refused)) ? refused : undefined;
    });

  const tryBook = together<Claimed, Settled>({
    name: 'bookings',
    keyOf: ({ visit }) => visit.patientId,
    work: (claimed) => d.postgres.tx((tx) => bookClaimed(tx, d, claimed), { readsFirst: true, ...sharedBy(claimed) }),
  });

  const settle = async (
    visit: Visit,
    outcome: Slot | Refusal,
    names: Names,
    areNewest = false,
  ): Promise<Change | undefined> => {
    if (isRefusal(outcome)) return tryRefuse(visit, outcome);
    const traceparent = currentTraceparent();
    const settled = await tryBook({ visit, slot: outcome, names, areNewest, traceparent });
    if (settled === 'settled_otherwise') return undefined;
    if (settled !== 'old_names') return settled;
    return settle(visit, outcome, (await d.people.names([visit.patientId])).get(visit.patientId) ?? names, true);
  };

  return async (visit, names, deadline) => {
    if (visit.state !== 'requested') return answer(visit);
    const { id: visitId, officeId, claimNo, startsAt } = visit;
    const outcome = await claimWithin(d, { officeId, visitId, claimNo, startsAt }, deadline);
    const change = await settle(visit, outcome, names);
    if (!change) return answer(await findVisit(d.postgres, visitId));
    // A slot that scheduling refused is not held: that its number is spent may be told later.
    if (!isRefusal(outcome)) await release(change.freed.map((freed) => ({ officeId, visitId, claimNo: freed })));
    return answer(change.visit);
  };
};

/** A requested visit whose slot is claimed. */
interface Claimed {
  visit: Visit;
  slot: Slot;
  names: Names;
  /** They were asked for once more. */
  areNewest: boolean;
  traceparent: string | null;
}

/** `old_names`: the person has changed hers since they were asked for. `settled_otherwise`: somebody was faster. */
type Settled = Change | 'old_names' | 'settled_otherwise';

/** Several are booked at once where nothing is in the way; what is in the way of one of them shows when it is alone. */
const bookClaimed = async (
  tx: Tx,
  d: Pick<Deps, 'outbox' | 'clock'>,
  claimed: readonly Claimed[],
): Promise<(Settled | undefined)[]> => {
  const patients = await lockPatients(
    tx,
    claimed.map(({ visit }) => visit.patientId),
  );
  const at = d.clock.now();
  const outcomes = claimed.map((one) => ({ ...one, settled: bookOne(one, at, patients.get(one.visit.patientId)) }));
  const ready = outcomes.flatMap(({ visit, names, traceparent, settled }) =>
    typeof settled === 'object'
      ? [{ before: visit, after: settled.visit, names, events: settled.events, traceparent }]
      : [],
  );
  const booked = ready.length > 0 ? await saveBooked(tx, ready) : new Set<string>();
  if (booked.size > 0) {
    const told = ready.filter(({ before }) => booked.has(before.id));
    const facts = told.flatMap(({ events, traceparent }) => events.map((event) => ({ ...toFact(event), traceparent })));
    await d.outbox.addAll(tx.last(), facts);
  }
  const settled = outcomes.map((one) =>
    one.settled === 'old_names' || booked.has(one.visit.id) ? one.settled : undefined,
  );
  const [only] = claimed;
  if (only && claimed.length === 1 && !settled[0]) return [await refuseOrLeave(tx, d, only.visit, patients, at)];
  return settled;
};

/** The visit as it would stand booked; undefined when something is in the way. */
const bookOne = (
  { visit, slot, names, areNewest }: Claimed,
  at: Temporal.Instant,
  patient: LockedPatient | undefined,
): Change | 'old_names' | undefined => {
  if (!patient || patient.deleted) return undefined;
  if (!areNewest && names.version < patient.personVersion) return 'old_names';
  return hasBegun(visit, at) ? undefined : book(visit, slot, at);
};

/** Somebody was faster, or something stands in the way by now: most bookings need not ask which. */
const refuseOrLeave = async (
  tx: Tx,
  d: Pick<Deps, 'clock'>,
  visit: Visit,
  patients: ReadonlyMap<string, LockedPatient>,
  at: Temporal.Instant,
): Promise<Settled> => {
  const deleted = patients.get(visit.patientId)?.deleted ?? false;
  const [found] = await findStandings(tx, [visit], at);
  const no = (found && exclusion({ ...found, deleted })) ?? (hasBegun(visit, at) ? SLOT_PAST : undefined);
  if (!no) return 'settled_otherwise';
  const refused = refuse(visit, no, at);
  return (await saveChange(tx, d, visit, refused)) ? refused : 'settled_otherwise';
};

/** Gives up an intent that is too old: the visit is refused and its claim freed, should it have been taken. */
export const makeGiveUpBooking = (d: FinishDeps) => {
  const release = makeReleaseClaims(d);
  return async (visit: Visit): Promise<void> => {
    const change = refuse(visit, GIVEN_UP, d.clock.now());
    if (!(await d.postgres.tx((tx) => saveChange(tx, d, visit, change)))) return;
    await release(change.freed.map((claimNo) => ({ officeId: visit.officeId, visitId: visit.id, claimNo })));
  };
};

const answer = (visit: Visit | undefined): Visit => {
  if (!visit) throw notFound('visit_not_found', 'There is no such visit.');
  if (visit.refusal) throw toError(visit.refusal);
  if (visit.state === 'requested') throw conflict('in_progress', 'The visit is still being booked.');
  return visit;
};
