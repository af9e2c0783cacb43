import type { Db, Page } from '@creneau/chassis';
import type { Visit } from '../../domain/visit';
import { toVisit, VISIT_COLUMNS, type VisitRow } from './visit-columns';

/** A visit, and the last fact of its office that it includes. */
export interface VisitSnapshot {
  visit: Visit;
  sequence: number;
}

/** A page of the visits that events told of, by id. One statement, so that visit and sequence are of one moment. */
export const findVisitSnapshots = async (db: Db, { after, size }: Page): Promise<VisitSnapshot[]> => {
  const rows = await db.query<VisitRow & { sequence: number }>(
    `SELECT ${VISIT_COLUMNS}, s.last AS sequence
     FROM visit v JOIN outbox_sequence s ON s.key = v.office_id::text
     WHERE v.id > $1 AND v.state IN ('booked', 'cancelled') ORDER BY v.id LIMIT $2`,
    [after, size],
  );
  return rows.map((row) => ({ visit: toVisit(row), sequence: row.sequence }));
};
