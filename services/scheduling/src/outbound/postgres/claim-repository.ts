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
  office_id: string;
  day: Temporal.PlainDate;
  tz: string;
  visit_minutes: number;
  periods: Period[];
  blocked: boolean;
  taken: TakenLane[] | null;
}

/** A time that a visit asks for. */
export interface Asked {
  officeId: string;
  startS: number;
}

/**
 * By office: its day on which the time falls, and what overlaps the time a visit takes from then on; none for a day without a row.
 * Offices are asked about once each. One statement: it is asked at each claim, under the office's lock.
 */
export const findGrounds = async (db: Db, asked: readonly Asked[]): Promise<ReadonlyMap<string, Ground>> => {
  const rows = await db.query<GroundRow>(
    {
      name: 'claim-grounds',
      text: `SELECT office_id, d.day, d.tz, d.visit_minutes, d.periods,
               EXISTS (SELECT FROM block b WHERE b.office_id = asked.office_id AND b.during && span) AS blocked,
               (SELECT json_agg(json_build_object('visitId', c.visit_id, 'lane', c.lane)) FROM claim c
                WHERE c.office_id = asked.office_id AND c.state = 'held' AND c.during && span) AS taken
             FROM (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS a(office_id, start_s) LIMIT cardinality($1)) AS asked
             JOIN office_schedule s USING (office_id)
             JOIN planning_day d USING (office_id), LATERAL (
               SELECT tstzrange(to_timestamp(start_s), to_timestamp(start_s) + make_interval(mins => d.visit_minutes)) AS span)
             WHERE d.day = (to_timestamp(start_s) AT TIME ZONE s.tz)::date`,
    },
    [asked.map(({ officeId }) => officeId), asked.map(({ startS }) => startS)],
  );
  return new Map(
    rows.map(({ office_id, day, tz, visit_minutes: visitMinutes, periods, blocked, taken }) => [
      office_id,
      { day: { day, tz, visitMinutes, periods }, blocked, taken: taken ?? [] },
    ]),
  );
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
 * Answers which were written, by visit: a claim of the same visit and number stands already where one is missing. Throws the
 * database's exclusion violation (23P01) when another visit holds a lane.
 */
export const insertClaims = async (
  db: Db,
  claims: readonly Claim[],
  at: Temporal.Instant,
): Promise<ReadonlySet<string>> => {
  const rows = await db.query<Pick<Row, 'visit_id'>>(
    {
      name: 'claim-insert',
      text: `INSERT INTO claim (visit_id, claim_no, office_id, lane, during, state, changed_at)
             SELECT visit_id, claim_no, office_id, lane, tstzrange(to_timestamp(start_s), to_timestamp(end_s)), 'held', $7
             FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::int[], $5::bigint[], $6::bigint[])
               AS claimed(visit_id, claim_no, office_id, lane, start_s, end_s)
             ON CONFLICT (visit_id, claim_no) DO NOTHING RETURNING visit_id`,
    },
    [
      claims.map(({ visitId }) => visitId),
      claims.map(({ claimNo }) => claimNo),
      claims.map(({ officeId }) => officeId),
      claims.map(({ lane }) => lane),
      claims.map(({ span }) => span.startS),
      claims.map(({ span }) => span.endS),
      at,
    ],
  );
  return new Set(rows.map((row) => row.visit_id));
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
