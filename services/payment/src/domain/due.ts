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
        changedAt: at,
      }
    : undefined;

/** After the visit was cancelled nothing is due; what was paid stays paid. Undefined when nothing changes. */
export const voidBy = (due: Due, visit: Pick<BilledVisit, 'version'>, at: Temporal.Instant): Due | undefined =>
  visit.version <= due.visitVersion || due.state === 'paid' || due.state === 'void'
    ? undefined
    : { ...due, state: 'void', version: due.version + 1, visitVersion: visit.version, changedAt: at };

/** What staff may say of a due. */
export type Mark = Exclude<DueState, 'void'>;

/** Undefined when it says so already, `refused` for the due of a cancelled visit. */
export const markAs = (due: Due, mark: Mark, at: Temporal.Instant): Due | 'refused' | undefined => {
  if (due.state === 'void') return 'refused';
  if (due.state === mark) return undefined;
  return { ...due, state: mark, version: due.version + 1, changedAt: at };
};
