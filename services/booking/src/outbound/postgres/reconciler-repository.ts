import type { Db } from '@creneau/chassis';
import type { ClaimRef } from '../../use-cases/ports';

/** How much of an office, or of all, does not agree. */
export interface MismatchCounts {
  visitsWithoutClaim: number;
  claimsWithoutVisit: number;
}

/** What a round compares. */
export interface Turn {
  /** The next ones, by id. An office counts when it has a policy, or a visit booked ahead. */
  offices: string[];
  /** Those in which the last comparison found something. */
  mismatched: string[];
}

/** The offices to compare now; undefined while another replica's round is less than `everyS` old. */
export const takeOffices = async (
  db: Db,
  at: Temporal.Instant,
  everyS: number,
  limit: number,
): Promise<Turn | undefined> => {
  const [turn] = await db.query<{ after_office: string }>(
    `UPDATE reconciler SET due_at = $2 WHERE due_at <= $1 OR due_at > $3 RETURNING after_office`,
    [at, at.add({ seconds: everyS }), at.add({ seconds: 2 * everyS })],
  );
  if (!turn) return undefined;
  const next = await db.query<{ office_id: string }>(
    `SELECT office_id FROM office_policy WHERE office_id > $1
     UNION SELECT office_id FROM visit WHERE state = 'booked' AND ends_at > $2 AND office_id > $1
     ORDER BY office_id LIMIT $3`,
    [turn.after_office, at, limit],
  );
  const offices = next.map((row) => row.office_id);
  await db.query(`UPDATE reconciler SET after_office = coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')`, [
    offices.length < limit ? null : offices.at(-1),
  ]);
  const known = await db.query<{ office_id: string }>('SELECT office_id FROM reconciler_mismatch LIMIT $1', [limit]);
  return { offices, mismatched: known.map((row) => row.office_id) };
};

/** What the last comparison of an office found. */
export const saveMismatch = async (db: Db, officeId: string, found: MismatchCounts): Promise<void> => {
  await db.query(
    `INSERT INTO reconciler_mismatch VALUES ($1, $2, $3) ON CONFLICT (office_id) DO UPDATE
     SET visits_without_claim = excluded.visits_without_claim, claims_without_visit = excluded.claims_without_visit`,
    [officeId, found.visitsWithoutClaim, found.claimsWithoutVisit],
  );
};

export const deleteMismatch = async (db: Db, officeId: string): Promise<void> => {
  await db.query('DELETE FROM reconciler_mismatch WHERE office_id = $1', [officeId]);
};

/** Over all offices, whichever replica compared them. */
export const countMismatches = async (db: Db): Promise<MismatchCounts> => {
  const [row] = await db.query<{ visits: number; claims: number }>(
    `SELECT coalesce(sum(visits_without_claim), 0) AS visits, coalesce(sum(claims_without_visit), 0) AS claims
     FROM reconciler_mismatch`,
  );
  return { visitsWithoutClaim: row?.visits ?? 0, claimsWithoutVisit: row?.claims ?? 0 };
};

/** A claim that a booked visit stands on. */
export type StandingClaim = ClaimRef & { startsAt: Temporal.Instant };

/** The claims that the office's booked visits ahead stand on. */
export const findStandingClaims = async (db: Db, officeId: string, at: Temporal.Instant): Promise<StandingClaim[]> => {
  const rows = await db.query<{ id: string; claim_no: number; starts_at: Temporal.Instant }>(
    `SELECT id, claim_no, starts_at FROM visit WHERE office_id = $1 AND state = 'booked' AND ends_at > $2`,
    [officeId, at],
  );
  return rows.map((row) => ({ officeId, visitId: row.id, claimNo: row.claim_no, startsAt: row.starts_at }));
};

/** Of these claims, those that no visit stands on nor may still come to stand on, and that nobody is about to free. */
export const findDeadClaims = async (db: Db, claims: readonly ClaimRef[]): Promise<ClaimRef[]> => {
  const rows = await db.query<{ visit_id: string; claim_no: number; office_id: string }>(
    `SELECT c.visit_id, c.claim_no, c.office_id
     FROM unnest($1::uuid[], $2::int[], $3::uuid[]) AS c (visit_id, claim_no, office_id)
     WHERE NOT EXISTS (
       SELECT 1 FROM visit v WHERE v.id = c.visit_id AND v.state IN ('requested', 'booked')
         AND (v.claim_no = c.claim_no OR v.move_claim_no = c.claim_no))
       AND NOT EXISTS (SELECT 1 FROM claim_release r WHERE r.visit_id = c.visit_id AND r.claim_no = c.claim_no)`,
    [claims.map((c) => c.visitId), claims.map((c) => c.claimNo), claims.map((c) => c.officeId)],
  );
  return rows.map((row) => ({ visitId: row.visit_id, claimNo: row.claim_no, officeId: row.office_id }));
};
