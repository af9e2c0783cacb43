import type { Db, Page } from '@creneau/chassis';
import type { Visit } from '../../domain/visit';
import { toVisit, VISIT_COLUMNS, type VisitRow } from './visit-columns';

/** Behind the last visit of the page before: its office's id, and its own. */
export interface VisitPage extends Page {
  office: string;
}

/** A visit, and the last fact of its office that it includes. */
export interface VisitSnapshot {
  visit: Visit;
  sequence: number;
}

/**
 * A page of the visits that events told of, one office behind the other: whatever of an office changes once its first row is told has a
 * later sequence than that row, wherever its visit stands. One statement, so that visit and sequence are of one moment.
 */
export const findVisitSnapshots = async (db: Db, { office, after, size }: VisitPage): Promise<VisitSnapshot[]> => {
  const rows = await db.query<VisitRow & { sequence: number }>(
    `SELECT ${VISIT_COLUMNS}, s.last AS sequence
     FROM visit v JOIN outbox_sequence s ON s.key = v.office_id::text
     WHERE (v.office_id, v.id) > ($1, $2) AND v.state IN ('booked', 'cancelled')
     ORDER BY v.office_id, v.id LIMIT $3`,
    [office, after, size],
  );
  return rows.map((row) => ({ visit: toVisit(row), sequence: row.sequence }));
};
