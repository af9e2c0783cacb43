import { Gauge } from 'prom-client';
import type { MismatchCounts } from './outbound/postgres/reconciler-repository';

const visitsWithoutClaim = new Gauge({
  name: 'creneau_reconciler_visits_without_claim',
  help: 'Booked visits ahead for which scheduling held no claim, at the last comparison of each office',
});
const claimsWithoutVisit = new Gauge({
  name: 'creneau_reconciler_claims_without_visit',
  help: 'Held claims that no visit stood on, at the last comparison of each office',
});

export const reportMismatches = (found: MismatchCounts): void => {
  visitsWithoutClaim.set(found.visitsWithoutClaim);
  claimsWithoutVisit.set(found.claimsWithoutVisit);
};
