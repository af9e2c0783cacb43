import type { Db } from '@creneau/chassis';
import type { ClaimRef } from '../../use-cases/ports';

/** Remembers claims to free until scheduling has freed them. */
export const addReleases = async (db: Db, claims: readonly ClaimRef[], dueAt: Temporal.Instant): Promise<void> => {
  await db.query(
    {
      name: 'release-add',
      text: `INSERT INTO claim_release (visit_id, claim_no, office_id, due_at)
             SELECT visit_id, claim_no, office_id, $4
             FROM unnest($1::uuid[], $2::int[], $3::uuid[]) AS c (visit_id, claim_no, office_id)
             ON CONFLICT DO NOTHING`,
    },
    [claims.map((c) => c.visitId), claims.map((c) => c.claimNo), claims.map((c) => c.officeId), dueAt],
  );
};

export const deleteRelease = async (db: Db, { visitId, claimNo }: ClaimRef): Promise<void> => {
  await db.query({ name: 'release-delete', text: 'DELETE FROM claim_release WHERE visit_id = $1 AND claim_no = $2' }, [
    visitId,
    claimNo,
  ]);
};

/** Takes what is due, each row for `leaseS` seconds, past what other replicas took. */
export const takeReleases = async (
  db: Db,
  at: Temporal.Instant,
  leaseS: number,
  limit: number,
): Promise<ClaimRef[]> => {
  const rows = await db.query<{ visit_id: string; claim_no: number; office_id: string }>(
    `UPDATE claim_release SET due_at = $2
     WHERE (visit_id, claim_no) IN (
       SELECT visit_id, claim_no FROM claim_release WHERE due_at <= $1 OR due_at > $3
       ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
     RETURNING visit_id, claim_no, office_id`,
    [at, at.add({ seconds: leaseS }), at.add({ minutes: 2 }), limit],
  );
  return rows.map((row) => ({ visitId: row.visit_id, claimNo: row.claim_no, officeId: row.office_id }));
};
