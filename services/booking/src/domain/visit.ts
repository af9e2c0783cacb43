import { conflict, notFound, unprocessable } from '@creneau/chassis';
import type { Refusal } from './refusal';

export type VisitState = 'requested' | 'booked' | 'cancelled' | 'refused';

/** Who changes a visit; `id` is the person's, empty for the system. */
export interface Actor {
  kind: 'patient' | 'staff' | 'system';
  id: string;
}

export const SYSTEM: Actor = { kind: 'system', id: '' };

/** A time that a claim stands for, as scheduling answered it. */
export interface Slot {
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  tz: string;
}

/** A move that was asked for and is not finished: its claim may or may not have been taken yet. */
export interface PendingMove {
  startsAt: Temporal.Instant;
  claimNo: number;
  requestedAt: Temporal.Instant;
  by: Actor;
}

/** A visit of a patient in an office (FHIR's Appointment). */
export interface Visit {
  id: string;
  officeId: string;
  patientId: string;
  state: VisitState;
  startsAt: Temporal.Instant;
  /** The same as `startsAt` until the claim tells the length. */
  endsAt: Temporal.Instant;
  tz: string;
  /** With the number appended for a teleconsultation. Health data. */
  reason: string;
  phone: string;
  teleconsultation: boolean;
  /** Of the teleconsultation when it was booked; 0: none. */
  priceCents: number;
  /** "ABSENCE INJUSTIFIÉE" */
  absent: boolean;
  /** The claim that stands for the time. */
  claimNo: number;
  /** The highest number ever given to a claim of this visit: none is used twice. */
  lastClaimNo: number;
  /** Grows with every change. */
  version: number;
  /** Grows with changes of time and state that people are told of: mails and calendar SEQUENCE follow it. */
  scheduleRevision: number;
  requestedAt: Temporal.Instant;
  bookedAt: Temporal.Instant | null;
  changedBy: Actor;
  changedAt: Temporal.Instant;
  move: PendingMove | null;
  refusal: Refusal | null;
}

export type VisitEvent =
  | { type: 'booked'; visit: Visit; by: Actor }
  | { type: 'moved'; visit: Visit; by: Actor; previousStartsAt: Temporal.Instant; releasedClaimNo: number }
  | { type: 'cancelled'; visit: Visit; by: Actor; claimNo: number }
  | { type: 'absence_marked'; visit: Visit };

/** What a transition makes of a visit: its next state, the facts to tell, and the claims that no longer stand for it. */
export interface Change {
  visit: Visit;
  events: VisitEvent[];
  freed: number[];
}

const unchanged = (visit: Visit): Change => ({ visit, events: [], freed: [] });

const changed = (visit: Visit, by: Actor, at: Temporal.Instant, next: Partial<Visit>): Visit => ({
  ...visit,
  ...next,
  version: visit.version + 1,
  changedBy: by,
  changedAt: at,
});

const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;

/** A visit has begun at its start, and is past at its end. */
export const hasBegun = (visit: Visit, at: Temporal.Instant): boolean => !isBefore(at, visit.startsAt);
export const isPast = (visit: Visit, at: Temporal.Instant): boolean => !isBefore(at, visit.endsAt);

type Asked = Pick<
  Visit,
  'id' | 'officeId' | 'patientId' | 'startsAt' | 'tz' | 'reason' | 'phone' | 'teleconsultation' | 'priceCents'
>;

/** The intent to book, written before the slot is claimed. */
export const request = (asked: Asked, at: Temporal.Instant): Visit => ({
  ...asked,
  state: 'requested',
  endsAt: asked.startsAt,
  absent: false,
  claimNo: 1,
  lastClaimNo: 1,
  version: 1,
  scheduleRevision: 0,
  requestedAt: at,
  bookedAt: null,
  changedBy: { kind: 'patient', id: asked.patientId },
  changedAt: at,
  move: null,
  refusal: null,
});

/** The slot is claimed: requested → booked. */
export const book = (visit: Visit, slot: Slot, at: Temporal.Instant): Change => {
  mustBe(visit, 'requested');
  const by: Actor = { kind: 'patient', id: visit.patientId };
  const booked = changed(visit, by, at, {
    ...slot,
    state: 'booked',
    bookedAt: at,
    scheduleRevision: visit.scheduleRevision + 1,
  });
  return { visit: booked, events: [{ type: 'booked', visit: booked, by }], freed: [] };
};

/** requested → refused. Nobody was told of the visit, so no fact is told. */
export const refuse = (visit: Visit, refusal: Refusal, at: Temporal.Instant): Change => {
  mustBe(visit, 'requested');
  return { visit: changed(visit, SYSTEM, at, { state: 'refused', refusal }), events: [], freed: [visit.claimNo] };
};

/**
 * booked → cancelled; a pending move is given up. Cancelling again changes nothing.
 * Throws `conflict` (in_progress) for a visit not yet booked, `not_found` for one that never was.
 */
export const cancel = (visit: Visit, by: Actor, at: Temporal.Instant): Change => {
  if (visit.state === 'cancelled') return unchanged(visit);
  if (visit.state === 'requested') throw conflict('in_progress', 'The visit is still being booked.');
  if (visit.state === 'refused') throw notFound('visit_not_found', 'There is no such visit.');
  const cancelled = changed(visit, by, at, {
    state: 'cancelled',
    move: null,
    scheduleRevision: visit.scheduleRevision + 1,
  });
  return {
    visit: cancelled,
    events: [{ type: 'cancelled', visit: cancelled, by, claimNo: visit.claimNo }],
    freed: visit.move ? [visit.claimNo, visit.move.claimNo] : [visit.claimNo],
  };
};

/**
 * The intent to move, with a claim number never used before. To the time it has, or already moves to, nothing changes.
 * Throws `unprocessable` (visit_not_open, visit_past) and `conflict` (in_progress) while it moves elsewhere.
 */
export const beginMove = (visit: Visit, startsAt: Temporal.Instant, by: Actor, at: Temporal.Instant): Change => {
  mustBe(visit, 'booked');
  if (isPast(visit, at)) throw unprocessable('visit_past', 'The visit is over.');
  if (visit.move) {
    if (visit.move.startsAt.equals(startsAt)) return unchanged(visit);
    throw conflict('in_progress', 'The visit is being moved to another time.');
  }
  if (visit.startsAt.equals(startsAt)) return unchanged(visit);
  const claimNo = visit.lastClaimNo + 1;
  // Nobody sees an intent: the version stays, so that a page that was open does not go stale by it.
  const moving = { ...visit, lastClaimNo: claimNo, move: { startsAt, claimNo, requestedAt: at, by } };
  return { visit: moving, events: [], freed: [] };
};

/** The new time is claimed: the visit has it, and the old claim goes. */
export const completeMove = (visit: Visit, slot: Slot, at: Temporal.Instant): Change => {
  mustBe(visit, 'booked');
  if (!visit.move) throw unprocessable('visit_not_moving', 'The visit is not being moved.');
  const { claimNo, by } = visit.move;
  const moved = changed(visit, by, at, {
    ...slot,
    claimNo,
    move: null,
    scheduleRevision: visit.scheduleRevision + 1,
  });
  return {
    visit: moved,
    events: [{ type: 'moved', visit: moved, by, previousStartsAt: visit.startsAt, releasedClaimNo: visit.claimNo }],
    freed: [visit.claimNo],
  };
};

/** The visit stays where it was. Nobody saw the intent, so nothing else changes. */
export const giveUpMove = (visit: Visit): Change =>
  visit.move ? { visit: { ...visit, move: null }, events: [], freed: [visit.move.claimNo] } : unchanged(visit);

/** Marks an unjustified absence, or takes the mark back. Throws `unprocessable` (visit_not_open, visit_not_past). */
export const markAbsence = (visit: Visit, absent: boolean, by: Actor, at: Temporal.Instant): Change => {
  mustBe(visit, 'booked');
  if (!hasBegun(visit, at)) throw unprocessable('visit_not_past', 'The visit has not begun yet.');
  if (visit.absent === absent) return unchanged(visit);
  const marked = changed(visit, by, at, { absent });
  return { visit: marked, events: [{ type: 'absence_marked', visit: marked }], freed: [] };
};

const mustBe = (visit: Visit, state: VisitState): void => {
  if (visit.state !== state) throw unprocessable('visit_not_open', `The visit is ${visit.state}.`);
};
