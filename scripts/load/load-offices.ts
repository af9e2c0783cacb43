import type { Client } from 'pg';
import { Complaint } from '../stack/complaint';
import type { Environment } from '../stack/environment';
import { copyConfiguration } from './copy-configuration';
import { required, withDatabases } from './open-stores';
import { officeIdOf, uuidSql } from './ordinals';
import { writePeopleRows } from './people-rows';

/** The demo office, made through the API: every loaded office is a copy of what the services keep of it. */
const TEMPLATE = '11111111-1111-4111-8111-111111111111';
const ROWS_AT_ONCE = 5_000;

export interface OfficeOptions {
  /** The first office's number; 0 by default. Numbers name the same offices in every load. */
  readonly from?: number;
  readonly windowDays?: 90 | 180;
  /**
   * `generated`: days for the whole window. `horizon`: a planning whose days are not written, which is what the nightly
   * window looks at. `none`: set up, not generated. `generated` by default.
   */
  readonly planning?: 'generated' | 'horizon' | 'none';
  /** False leaves office-config's log out, for what never asks it. True by default. */
  readonly configured?: boolean;
}

export interface LoadedOffice {
  readonly n: number;
  readonly id: string;
}

/**
 * Adds offices to a running stack, in the state that opening, settings and first generation through the API leave: an
 * owner and a secretary each (people of their numbers, without accounts until `loadPeople` gives them some), settings,
 * listing, policy, planning. Only their first events are not in the topics. Repeating it changes nothing.
 */
export const loadOffices = async (
  environment: Environment,
  count: number,
  options: OfficeOptions = {},
): Promise<LoadedOffice[]> => {
  const from = options.from ?? 0;
  const to = from + count;
  await withDatabases(environment, ['identity', 'scheduling', 'booking'], async ({ identity, scheduling, booking }) => {
    await requireTemplate(scheduling);
    await writePeopleRows(identity, 'practitioner', from, to);
    await writePeopleRows(identity, 'secretary', from, to);
    for (let low = from; low < to; low += ROWS_AT_ONCE) {
      const range = [low, Math.min(to, low + ROWS_AT_ONCE) - 1] as const;
      await openOffices(identity, range, options);
      await copyPolicies(booking, range);
      if (options.planning !== 'none') await generate(scheduling, range, options);
    }
  });
  if (options.configured ?? true) await copyConfiguration(environment, TEMPLATE, from, to, options.windowDays);
  const offices = Array.from({ length: count }, (_, index) => ({ n: from + index, id: officeIdOf(from + index) }));
  await proveLast(environment, offices.at(-1), options);
  return offices;
};

type Range = readonly [low: number, high: number];

const requireTemplate = async (scheduling: Client): Promise<void> => {
  const { rowCount } = await scheduling.query(
    'SELECT 1 FROM office_schedule WHERE office_id = $1 AND generated_through IS NOT NULL',
    [TEMPLATE],
  );
  if (!rowCount) throw new Complaint('The demo office is missing: loaded offices are copies of it.');
};

const OFFICES = 'generate_series($1::int, $2::int) AS n';
const OFFICE = uuidSql("'office ' || n");
const OWNER = uuidSql("'practitioner ' || n");

const openOffices = async (identity: Client, range: Range, { planning }: OfficeOptions): Promise<void> => {
  // Later than the demo office, which stays the first of a search for everything.
  await identity.query(
    `INSERT INTO office (id, owner_id, opened_at)
     SELECT ${OFFICE}, ${OWNER}, t.opened_at + n * interval '1 ms' + interval '1 s'
     FROM ${OFFICES}, office t WHERE t.id = $3 ON CONFLICT DO NOTHING`,
    [...range, TEMPLATE],
  );
  for (const [relation, person] of [
    ['owner', OWNER],
    ['secretary', uuidSql("'secretary ' || n")],
  ])
    await identity.query(
      `INSERT INTO affiliation (office_id, person_id, relation, changed_at)
       SELECT o.id, ${person}, '${relation}', o.opened_at FROM ${OFFICES} JOIN office o ON o.id = ${OFFICE}
       ON CONFLICT DO NOTHING`,
      [...range],
    );
  await identity.query(
    `INSERT INTO office_listing (office_id, owner_id, opened_at, last_name, first_name, settings_version, main_function,
       specialities, street, postal_code, city, planning_generated)
     SELECT o.id, o.owner_id, o.opened_at, p.last_name, p.first_name, t.settings_version, t.main_function,
            t.specialities, t.street, t.postal_code, t.city, $4
     FROM ${OFFICES} JOIN office o ON o.id = ${OFFICE} JOIN person p ON p.id = o.owner_id
     JOIN office_listing t ON t.office_id = $3 ON CONFLICT DO NOTHING`,
    [...range, TEMPLATE, planning !== 'none'],
  );
};

const copyPolicies = async (booking: Client, range: Range): Promise<void> => {
  await booking.query(
    `INSERT INTO office_policy (office_id, version, tz, booking_mode, reason_mode, patients_may_cancel,
       cancel_cutoff_hours, secretariat_phone, teleconsultation_price_cents)
     SELECT ${OFFICE}, version, tz, booking_mode, reason_mode, patients_may_cancel, cancel_cutoff_hours,
            secretariat_phone, teleconsultation_price_cents
     FROM ${OFFICES}, office_policy t WHERE t.office_id = $3 ON CONFLICT DO NOTHING`,
    [...range, TEMPLATE],
  );
};

/** Days reach as far as the demo office's, whatever the clock says now. */
const generate = async (scheduling: Client, range: Range, { planning, windowDays }: OfficeOptions): Promise<void> => {
  await scheduling.query(
    `INSERT INTO office_schedule (office_id, tz, window_days, generated_through, settings_version, visit_minutes,
       weekly_periods, version)
     SELECT ${OFFICE}, tz, coalesce($4::int, window_days),
            greatest(generated_through, through) - window_days + coalesce($4::int, window_days), settings_version,
            visit_minutes, weekly_periods, 1
     FROM ${OFFICES}, office_schedule t LEFT JOIN planning_horizon h USING (office_id)
     WHERE t.office_id = $3 ON CONFLICT DO NOTHING`,
    [...range, TEMPLATE, windowDays],
  );
  if (planning === 'horizon') return;
  await scheduling.query(
    `INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
     SELECT s.office_id, day::date, s.tz, s.visit_minutes, s.weekly_periods -> (extract(isodow FROM day)::int - 1)
     FROM ${OFFICES} JOIN office_schedule s ON s.office_id = ${OFFICE},
          generate_series(s.generated_through - s.window_days, s.generated_through, interval '1 day') AS day
     ON CONFLICT DO NOTHING`,
    [...range],
  );
};

/** The public API knows the last office as it should, or the load did not do what it says. */
const proveLast = async (
  environment: Environment,
  last: LoadedOffice | undefined,
  { planning, configured }: OfficeOptions,
): Promise<void> => {
  if (!last || configured === false) return;
  const answer = await fetch(`${required(environment, 'PUBLIC_URL')}/api/offices/${last.id}`);
  const text = await answer.text();
  if (!answer.ok || !text.includes(`"bookable":${planning !== 'none'}`))
    throw new Complaint(`Office ${last.n} was loaded and answers HTTP ${answer.status}: ${text.slice(0, 300)}`);
};
