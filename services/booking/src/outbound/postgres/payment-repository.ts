import type { Db } from '@creneau/chassis';

/** Keeps the newer version of whether a visit is paid for, or nothing is due. */
export const savePaymentState = async (db: Db, visitId: string, settled: boolean, version: number): Promise<void> => {
  await db.query(
    `INSERT INTO payment_state AS s (visit_id, settled, version) VALUES ($1, $2, $3)
     ON CONFLICT (visit_id) DO UPDATE SET settled = $2, version = $3 WHERE s.version < $3`,
    [visitId, settled, version],
  );
};
