import { conflict, notFound } from '@creneau/chassis';
import { exclusion } from '../domain/booking-rules';
import { type Refusal, toError } from '../domain/refusal';
import { book, type Change, hasBegun, refuse, type Slot, type Visit } from '../domain/visit';
import { findStanding, lockPatient } from '../outbound/postgres/patient-repository';
import { findVisit, saveBooked } from '../outbound/postgres/visit-repository';
import { claimWithin, isRefusal } from './claim-within';
import { saveChange, tellEvents } from './commit-change';
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
/** The person has changed her names since they were asked for. */
const OLD_NAMES = Symbol('old names');
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

  const tryBook = (
    visit: Visit,
    slot: Slot,
    names: Names,
    areNew: boolean,
  ): Promise<Change | typeof OLD_NAMES | undefined> =>
    d.postgres.tx(
      async (tx) => {
        const { deleted, personVersion } = await lockPatient(tx, visit.patientId);
        if (!deleted && !areNew && names.version < personVersion) return OLD_NAMES;
        const at = d.clock.now();
        if (!deleted && !hasBegun(visit, at)) {
          const change = book(visit, slot, at);
          if (await saveBooked(tx, visit, change.visit, names)) {
            await tellEvents(tx.last(), d, change.events);
            return change;
          }
        }
        // Somebody was faster, or something stands in the way by now: most bookings need not ask which.
        const standing = { deleted, ...(await findStanding(tx, visit.officeId, visit.patientId, at)) };
        const no = exclusion(standing) ?? (hasBegun(visit, at) ? SLOT_PAST : undefined);
        if (!no) return undefined;
        const refused = refuse(visit, no, at);
        return (await saveChange(tx, d, visit, refused)) ? refused : undefined;
      },
      { readsFirst: true },
    );

  const settle = async (
    visit: Visit,
    outcome: Slot | Refusal,
    names: Names,
    areNew = false,
  ): Promise<Change | undefined> => {
    if (isRefusal(outcome)) return tryRefuse(visit, outcome);
    const change = await tryBook(visit, outcome, names, areNew);
    if (change !== OLD_NAMES) return change;
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
