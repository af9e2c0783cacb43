import { isPast, type Visit } from './visit';

/** Days kept behind today (C2). */
export const KEPT_DAYS = 30;

/**
 * A teleconsultation that stays in red (G5): past, not cancelled, and not known to be settled. Settled is paid, refunded,
 * exempt or void; not knowing counts as unpaid.
 */
export const isUnpaid = (visit: Visit, settled: boolean, at: Temporal.Instant): boolean =>
  visit.teleconsultation && visit.state === 'booked' && isPast(visit, at) && !settled;
