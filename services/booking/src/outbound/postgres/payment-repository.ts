import type { Db } from '@creneau/chassis';

/**
 * Keeps the newer version of whether a visit is paid for, or nothing is due. Of a visit that was forgotten meanwhile nothing
 * is kept, however often it is told again.
 */
export const savePaymentState = async (db: Db, visitId: string, settled: boolean, version: number): Promise<void> => {
  await db.query(
    `INSERT INTO payment_state AS s (visit_id, settled, version)
     SELECT id, $2::boolean, $3::bigint FROM visit WHERE id = $1
     ON CONFLICT (visit_id) DO UPDATE SET settled = $2, version = $3 WHERE s.version < $3`,
    [visitId, settled, version],
  );
};
