export type MailKind = 'confirmation' | 'reminder' | 'moved' | 'cancelled' | 'office_cancelled';

/** `stale`: no longer true when it was due. `failed`: given up, nobody by that address takes it. */
export type MailState = 'waiting' | 'sent' | 'stale' | 'failed';

/** Who made the change that a mail tells of. */
export type Actor = 'patient' | 'staff' | 'system';

/** Unique for ever: a replayed event finds its mail here already. */
export interface MailKey {
  visitId: string;
  scheduleRevision: number;
  kind: MailKind;
}

/** One line of the send log. */
export interface Mail extends MailKey {
  officeId: string;
  /** Null for a patient whom the office entered itself: she has no address. */
  patientId: string | null;
  by: Actor;
  previousStartsAt: Temporal.Instant | null;
  dueAt: Temporal.Instant;
}

/** A visit as events tell of it. */
export interface VisitFacts {
  visitId: string;
  officeId: string;
  patientId: string | null;
  state: 'booked' | 'cancelled' | 'other';
  startsAt: Temporal.Instant;
  scheduleRevision: number;
}

/** D4: the reminder goes out this long before the visit, and not at all when it was booked later than that. */
export const REMINDER_HOURS = 48;

/** Booked: a confirmation at once and a reminder. */
export const mailsOfBooking = (visit: VisitFacts, by: Actor, at: Temporal.Instant): Mail[] =>
  toPatient(visit, [mail(visit, 'confirmation', by, at), ...reminder(visit, by, at)]);

/** Moved: the new time at once, and a reminder of its own; the old time's one belongs to an older revision. */
export const mailsOfMove = (
  visit: VisitFacts,
  by: Actor,
  at: Temporal.Instant,
  previousStartsAt: Temporal.Instant | null,
): Mail[] => toPatient(visit, [{ ...mail(visit, 'moved', by, at), previousStartsAt }, ...reminder(visit, by, at)]);

/** Cancelled: the patient gets word in any case; the office when it was not its own doing. */
export const mailsOfCancellation = (visit: VisitFacts, by: Actor, at: Temporal.Instant): Mail[] => [
  ...toPatient(visit, [mail(visit, 'cancelled', by, at)]),
  ...(by === 'staff' ? [] : [mail(visit, 'office_cancelled', by, at)]),
];

/**
 * Whether a mail has lost its point: the visit changed again since, or its time has come, so that nothing said about it
 * beforehand is of use.
 */
export const isStale = (
  mailKey: MailKey,
  visit: Pick<VisitFacts, 'state' | 'scheduleRevision' | 'startsAt'> | undefined,
  now: Temporal.Instant,
): boolean => {
  if (!visit || visit.scheduleRevision !== mailKey.scheduleRevision) return true;
  const wanted = mailKey.kind === 'cancelled' || mailKey.kind === 'office_cancelled' ? 'cancelled' : 'booked';
  return visit.state !== wanted || Temporal.Instant.compare(visit.startsAt, now) <= 0;
};

const FIRST_RETRY_S = 1;
const LAST_RETRY_S = 15 * 60;

/** Seconds until the next attempt after this many failed ones: doubling, up to a quarter of an hour. */
export const retryAfterSeconds = (attempts: number): number =>
  Math.min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** Math.min(attempts - 1, 20));

const mail = (visit: VisitFacts, kind: MailKind, by: Actor, dueAt: Temporal.Instant): Mail => ({
  visitId: visit.visitId,
  scheduleRevision: visit.scheduleRevision,
  kind,
  officeId: visit.officeId,
  patientId: visit.patientId,
  by,
  previousStartsAt: null,
  dueAt,
});

const reminder = (visit: VisitFacts, by: Actor, at: Temporal.Instant): Mail[] => {
  const dueAt = visit.startsAt.subtract({ hours: REMINDER_HOURS });
  return Temporal.Instant.compare(dueAt, at) > 0 ? [mail(visit, 'reminder', by, dueAt)] : [];
};

const toPatient = (visit: VisitFacts, mails: Mail[]): Mail[] => (visit.patientId === null ? [] : mails);
