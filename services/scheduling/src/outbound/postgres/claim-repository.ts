import type { Db } from '@creneau/chassis';
import type { Claim } from '../../domain/claim';
import type { Span } from '../../domain/planning-day';

interface Row {
  visit_id: string;
  claim_no: number;
  office_id: string;
  lane: number;
  state: 'held' | 'released';
  start_s: number | null;
  end_s: number | null;
}

const COLUMNS = `visit_id, claim_no, office_id, lane, state,
  extract(epoch FROM lower(during))::bigint AS start_s, extract(epoch FROM upper(during))::bigint AS end_s`;

export const findClaim = async (db: Db, visitId: string, claimNo: number): Promise<Claim | undefined> => {
  const [row] = await db.query<Row>(
    { name: 'claim-find', text: `SELECT ${COLUMNS} FROM claim WHERE visit_id = $1 AND claim_no = $2` },
    [visitId, claimNo],
  );
  return row && toClaim(row);
};

/** Held claims of the office that overlap the span, in order of time. */
export const heldClaims = async (db: Db, officeId: string, span: Span): Promise<Claim[]> => {
  const rows = await db.query<Row>(
    {
      name: 'claim-held',
      text: `SELECT ${COLUMNS} FROM claim
             WHERE office_id = $1 AND state = 'held' AND during && tstzrange(to_timestamp($2), to_timestamp($3))
             ORDER BY lower(during), lane`,
    },
    [officeId, span.startS, span.endS],
  );
  return rows.map(toClaim);
};

export const heldClaimsEndingAfter = async (db: Db, officeId: string, after: Temporal.Instant): Promise<Claim[]> => {
  const rows = await db.query<Row>(
    `SELECT ${COLUMNS} FROM claim WHERE office_id = $1 AND state = 'held' AND during && tstzrange($2, NULL)
     ORDER BY lower(during)`,
    [officeId, after],
  );
  return rows.map(toClaim);
};

/** Throws the database's exclusion violation (23P01) when another visit holds the lane. */
export const insertClaim = async (db: Db, claim: Claim, at: Temporal.Instant): Promise<void> => {
  await db.query(
    {
      name: 'claim-insert',
      text: `INSERT INTO claim (visit_id, claim_no, office_id, lane, during, state, changed_at)
             VALUES ($1, $2, $3, $4, tstzrange(to_timestamp($5), to_timestamp($6)), 'held', $7)`,
    },
    [claim.visitId, claim.claimNo, claim.officeId, claim.lane, claim.span.startS, claim.span.endS, at],
  );
};

/** Frees the claim; one that never arrived leaves its mark, so that it cannot arrive any more. */
export const releaseClaim = async (
  db: Db,
  officeId: string,
  visitId: string,
  claimNo: number,
  at: Temporal.Instant,
): Promise<void> => {
  await db.query(
    {
      name: 'claim-release',
      text: `INSERT INTO claim (visit_id, claim_no, office_id, during, state, changed_at)
             VALUES ($1, $2, $3, 'empty', 'released', $4)
             ON CONFLICT (visit_id, claim_no) DO UPDATE SET state = 'released', changed_at = $4
             WHERE claim.state = 'held'`,
    },
    [visitId, claimNo, officeId, at],
  );
};

const toClaim = (row: Row): Claim => ({
  visitId: row.visit_id,
  claimNo: row.claim_no,
  officeId: row.office_id,
  lane: row.lane,
  held: row.state === 'held',
  span: { startS: row.start_s ?? 0, endS: row.end_s ?? 0 },
});
