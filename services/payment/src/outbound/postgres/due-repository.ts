import type { Db } from '@creneau/chassis';
import type { Due, DueState } from '../../domain/due';

interface Row {
  visit_id: string;
  office_id: string;
  amount_cents: number;
  currency: string;
  state: DueState;
  version: number;
  visit_version: number;
  visit_cancelled: boolean;
  changed_at: Temporal.Instant;
}

const COLUMNS =
  'visit_id, office_id, amount_cents, currency, state, version, visit_version, visit_cancelled, changed_at';

/** Dues of these visits of the office; a visit without one is left out. */
export const findDues = async (db: Db, officeId: string, visitIds: readonly string[]): Promise<Due[]> => {
  const rows = await db.query<Row>(
    { name: 'due-find', text: `SELECT ${COLUMNS} FROM due WHERE visit_id = ANY($2::uuid[]) AND office_id = $1` },
    [officeId, visitIds],
  );
  return rows.map(toDue);
};

/** Locks the due for the rest of the transaction. */
export const lockDue = async (db: Db, officeId: string, visitId: string): Promise<Due | undefined> => {
  const [row] = await db.query<Row>(
    { name: 'due-lock', text: `SELECT ${COLUMNS} FROM due WHERE visit_id = $2 AND office_id = $1 FOR UPDATE` },
    [officeId, visitId],
  );
  return row && toDue(row);
};

/** Writes a new due; false when the visit has one already. */
export const insertDue = async (db: Db, due: Due): Promise<boolean> => {
  const rows = await db.query(
    {
      name: 'due-insert',
      text: `INSERT INTO due (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT DO NOTHING RETURNING 1`,
    },
    [
      due.visitId,
      due.officeId,
      due.amountCents,
      due.currency,
      due.state,
      due.version,
      due.visitVersion,
      due.visitCancelled,
      due.changedAt,
    ],
  );
  return rows.length > 0;
};

/** Writes a due that is locked: its next version, or that its visit was cancelled. */
export const updateDue = async (db: Db, due: Due): Promise<void> => {
  await db.query(
    {
      name: 'due-update',
      text: `UPDATE due SET state = $2, version = $3, visit_version = $4, visit_cancelled = $5, changed_at = $6
             WHERE visit_id = $1 AND version <= $3`,
    },
    [due.visitId, due.state, due.version, due.visitVersion, due.visitCancelled, due.changedAt],
  );
};

/** Writes a due as it was told, unless it is known in this version or a later one. Who changed it is not told. */
export const restoreDue = async (db: Db, due: Due): Promise<void> => {
  if (!(await insertDue(db, due)))
    await db.query(
      `UPDATE due SET state = $2, version = $3, visit_cancelled = visit_cancelled OR $4, changed_at = $5
       WHERE visit_id = $1 AND version < $3`,
      [due.visitId, due.state, due.version, due.visitCancelled, due.changedAt],
    );
};

/** Notes who brought the due to its present version; null for an event. */
export const noteChange = async (db: Db, due: Due, changedBy: string | null): Promise<void> => {
  await db.query(
    {
      name: 'due-note',
      text: 'INSERT INTO due_change (visit_id, version, state, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)',
    },
    [due.visitId, due.version, due.state, changedBy, due.changedAt],
  );
};

const toDue = (row: Row): Due => ({
  visitId: row.visit_id,
  officeId: row.office_id,
  amountCents: row.amount_cents,
  currency: row.currency,
  state: row.state,
  version: row.version,
  visitVersion: row.visit_version,
  visitCancelled: row.visit_cancelled,
  changedAt: row.changed_at,
});
