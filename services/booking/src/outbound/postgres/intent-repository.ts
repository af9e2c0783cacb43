import type { Db } from '@creneau/chassis';
import type { Visit } from '../../domain/visit';
import { toVisit, VISIT_COLUMNS, type VisitRow } from './visit-columns';

/**
 * Takes intents whose time has come, each for `leaseS` seconds, past what other replicas took. One that lies further
 * ahead than any is ever put was written before the clock went back: it counts as due.
 */
export const takeIntents = async (db: Db, at: Temporal.Instant, leaseS: number, limit: number): Promise<Visit[]> => {
  const rows = await db.query<VisitRow>(
    `UPDATE visit v SET intent_due_at = $2
     WHERE v.id IN (
       SELECT id FROM visit WHERE intent_due_at <= $1 OR intent_due_at > $3
       ORDER BY intent_due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
     RETURNING ${VISIT_COLUMNS}`,
    [at, at.add({ seconds: leaseS }), at.add({ minutes: 2 }), limit],
  );
  return rows.map(toVisit);
};
