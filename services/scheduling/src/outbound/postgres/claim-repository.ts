import type { Db } from '@creneau/chassis';
import type { Claim, TakenLane } from '../../domain/claim';
import type { Period, PlanningDay, Span } from '../../domain/planning-day';

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

/** All there is to know of a time that a visit asks for. */
export interface Ground {
  day: PlanningDay;
  blocked: boolean;
  /** The held claims that overlap it. */
  taken: TakenLane[];
}

interface GroundRow {
  day: Temporal.PlainDate;
  tz: string;
  visit_minutes: number;
  periods: Period[];
  blocked: boolean;
  taken: TakenLane[] | null;
}

/**
 * The office's day on which an instant falls, and what overlaps the time a visit takes from then on; undefined for a day without a
 * row. One statement: it is asked at each claim, under the office's lock.
 */
export const findGround = async (db: Db, officeId: string, startS: number): Promise<Ground | undefined> => {
  const [row] = await db.query<GroundRow>(
    {
      name: 'claim-ground',
      text: `SELECT d.day, d.tz, d.visit_minutes, d.periods,
               EXISTS (SELECT FROM block b WHERE b.office_id = $1 AND b.during && asked.span) AS blocked,
               (SELECT json_agg(json_build_object('visitId', c.visit_id, 'lane', c.lane)) FROM claim c
                WHERE c.office_id = $1 AND c.state = 'held' AND c.during && asked.span) AS taken
             FROM office_schedule s JOIN planning_day d
               ON d.office_id = s.office_id AND d.day = (to_timestamp($2) AT TIME ZONE s.tz)::date, LATERAL (
               SELECT tstzrange(to_timestamp($2), to_timestamp($2) + make_interval(mins => d.visit_minutes)) AS span) AS asked
             WHERE s.office_id = $1`,
    },
    [officeId, startS],
  );
  if (!row) return undefined;
  const { day, tz, visit_minutes: visitMinutes, periods, blocked, taken } = row;
  return { day: { day, tz, visitMinutes, periods }, blocked, taken: taken ?? [] };
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

/**
 * False when the visit has a claim of this number. Throws the database's exclusion violation (23P01) when another visit
 * holds the lane.
 */
export const insertClaim = async (db: Db, claim: Claim, at: Temporal.Instant): Promise<boolean> => {
  const rows = await db.query(
    {
      name: 'claim-insert',
      text: `INSERT INTO claim (visit_id, claim_no, office_id, lane, during, state, changed_at)
             VALUES ($1, $2, $3, $4, tstzrange(to_timestamp($5), to_timestamp($6)), 'held', $7)
             ON CONFLICT (visit_id, claim_no) DO NOTHING RETURNING 1`,
    },
    [claim.visitId, claim.claimNo, claim.officeId, claim.lane, claim.span.startS, claim.span.endS, at],
  );
  return rows.length === 1;
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
