import { Gauge } from 'prom-client';
import type { Mismatch } from './use-cases/reconcile';

const visitsWithoutClaim = new Gauge({
  name: 'creneau_reconciler_visits_without_claim',
  help: 'Booked visits ahead for which scheduling held no claim, at the last comparison of each office',
});
const claimsWithoutVisit = new Gauge({
  name: 'creneau_reconciler_claims_without_visit',
  help: 'Held claims that no visit stood on, at the last comparison of each office',
});

/** Sums the last comparison of each office into the gauges. */
export const createReconcilerReport = () => {
  const faulty = new Map<string, Mismatch>();
  const sum = (count: (mismatch: Mismatch) => number): number =>
    [...faulty.values()].reduce((total, mismatch) => total + count(mismatch), 0);
  return (officeId: string, mismatch: Mismatch): void => {
    if (mismatch.visitsWithoutClaim.length + mismatch.claimsWithoutVisit.length > 0) faulty.set(officeId, mismatch);
    else faulty.delete(officeId);
    visitsWithoutClaim.set(sum((found) => found.visitsWithoutClaim.length));
    claimsWithoutVisit.set(sum((found) => found.claimsWithoutVisit.length));
  };
};
