/** `exempt`: nothing is due, on a ground that nobody records. `void`: the visit was cancelled. */
export type DueState = 'unpaid' | 'paid' | 'exempt' | 'void';

/** What is due for one teleconsultation. */
export interface Due {
  visitId: string;
  officeId: string;
  /** The price at the booking (B19); 0 where the office had given none: something is due all the same, until staff say otherwise. */
  amountCents: number;
  /** ISO 4217. */
  currency: string;
  state: DueState;
  /** Raised by every change. */
  version: number;
  /** Of the visit whose event was applied last: an event that is no newer changes nothing. */
  visitVersion: number;
  /** Whether the visit was cancelled: the due is void then, or was paid. */
  visitCancelled: boolean;
  changedAt: Temporal.Instant;
}

/** A visit as far as money is concerned. */
export interface BilledVisit {
  visitId: string;
  officeId: string;
  teleconsultation: boolean;
  priceCents: number;
  version: number;
}

/** Tariffs are in euro. */
const CURRENCY = 'EUR';

/** What a booking makes due: the price of a teleconsultation. Undefined for a visit at the office. */
export const dueOf = (visit: BilledVisit, at: Temporal.Instant): Due | undefined =>
  visit.teleconsultation
    ? {
        visitId: visit.visitId,
        officeId: visit.officeId,
        amountCents: visit.priceCents,
        currency: CURRENCY,
        state: 'unpaid',
        version: 1,
        visitVersion: visit.version,
        visitCancelled: false,
        changedAt: at,
      }
    : undefined;

/** Of a visit whose cancellation is heard of before its booking: nothing, so that the booking makes nothing due. */
export const voidDueOf = (visit: BilledVisit, at: Temporal.Instant): Due | undefined => {
  const due = dueOf(visit, at);
  return due && { ...due, state: 'void', visitCancelled: true };
};

/**
 * After the visit was cancelled nothing is due. What was paid stays paid, under the same version, and is known to be of a
 * cancelled visit. Undefined when nothing changes.
 */
export const voidBy = (due: Due, visit: Pick<BilledVisit, 'version'>, at: Temporal.Instant): Due | undefined => {
  if (visit.version <= due.visitVersion || due.visitCancelled) return undefined;
  const cancelled = { ...due, visitVersion: visit.version, visitCancelled: true };
  return due.state === 'paid' ? cancelled : { ...cancelled, state: 'void', version: due.version + 1, changedAt: at };
};

/** What staff may say of a due. */
export type Mark = Exclude<DueState, 'void'>;

/**
 * Undefined when it says so already, `refused` for the due of a cancelled visit. One that was not paid after all is void
 * when the visit was cancelled: nothing is due.
 */
export const markAs = (due: Due, mark: Mark, at: Temporal.Instant): Due | 'refused' | undefined => {
  if (due.state === 'void') return 'refused';
  if (due.state === mark) return undefined;
  return { ...due, state: due.visitCancelled ? 'void' : mark, version: due.version + 1, changedAt: at };
};
