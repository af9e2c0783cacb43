import type { PlanningVisit } from '../api/staff';

export type Change = { kind: 'new' | 'changed' | 'gone'; visit: PlanningVisit };

/** What happened between two readings of the coming visits. A visit that only became past is no news. */
export const changesBetween = (
  before: readonly PlanningVisit[],
  after: readonly PlanningVisit[],
  today: (visit: PlanningVisit) => boolean,
): Change[] => {
  const known = new Map(before.map((visit) => [visit.appointmentId, visit]));
  const still = new Set(after.map((visit) => visit.appointmentId));
  const changes: Change[] = [];
  for (const visit of after) {
    const old = known.get(visit.appointmentId);
    if (!old) changes.push({ kind: 'new', visit });
    else if (old.version !== visit.version) changes.push({ kind: 'changed', visit });
  }
  for (const visit of before)
    if (!still.has(visit.appointmentId) && today(visit)) changes.push({ kind: 'gone', visit });
  return changes;
};
