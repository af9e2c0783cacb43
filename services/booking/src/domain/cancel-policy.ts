import { type AppError, forbidden, unprocessable } from '@creneau/chassis';
import { hasBegun, type Visit } from './visit';

/** What an office lets its patients do (B10). */
export interface CancelPolicy {
  patientsMayCancel: boolean;
  /** Hours before the visit after which a patient may no longer cancel. */
  cutoffHours: number;
}

/**
 * Why a patient may not cancel her own booked visit, or undefined when she may. Never binds staff.
 * `forbidden` (cancel_not_allowed), `unprocessable` (visit_past, cancel_too_late).
 */
export const cancelRefusal = (visit: Visit, policy: CancelPolicy, at: Temporal.Instant): AppError | undefined => {
  if (hasBegun(visit, at)) return unprocessable('visit_past', 'The visit has begun already.');
  if (!policy.patientsMayCancel) return forbidden('cancel_not_allowed', 'The office cancels visits itself.');
  const lastMoment = visit.startsAt.subtract({ hours: policy.cutoffHours });
  if (Temporal.Instant.compare(at, lastMoment) > 0)
    return unprocessable('cancel_too_late', 'It is too late to cancel online.', {
      details: { cutoffHours: String(policy.cutoffHours) },
    });
  return undefined;
};
