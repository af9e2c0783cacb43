import type { Db } from '@creneau/chassis';
import type { CancelPolicy } from '../../domain/cancel-policy';

/** What office-config said last about an office. */
export interface OfficePolicy extends CancelPolicy {
  officeId: string;
  version: number;
  tz: string;
  bookingMode: string;
  reasonMode: string;
  secretariatPhone: string;
  teleconsultationPriceCents: number;
}

/** Keeps the newer version. */
export const savePolicy = async (db: Db, policy: OfficePolicy): Promise<void> => {
  await db.query(
    `INSERT INTO office_policy AS o (office_id, version, tz, booking_mode, reason_mode, patients_may_cancel,
       cancel_cutoff_hours, secretariat_phone, teleconsultation_price_cents)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (office_id) DO UPDATE
     SET version = $2, tz = $3, booking_mode = $4, reason_mode = $5, patients_may_cancel = $6,
         cancel_cutoff_hours = $7, secretariat_phone = $8, teleconsultation_price_cents = $9
     WHERE o.version < $2`,
    [
      policy.officeId,
      policy.version,
      policy.tz,
      policy.bookingMode,
      policy.reasonMode,
      policy.patientsMayCancel,
      policy.cutoffHours,
      policy.secretariatPhone,
      policy.teleconsultationPriceCents,
    ],
  );
};

/** An office nothing was heard of lets nobody cancel online. */
export const findCancelPolicy = async (db: Db, officeId: string): Promise<CancelPolicy> => {
  const [row] = await db.query<{ patients_may_cancel: boolean; cancel_cutoff_hours: number }>(
    'SELECT patients_may_cancel, cancel_cutoff_hours FROM office_policy WHERE office_id = $1',
    [officeId],
  );
  return { patientsMayCancel: row?.patients_may_cancel ?? false, cutoffHours: row?.cancel_cutoff_hours ?? 0 };
};

export interface HomeVisits {
  text: string;
  /** 0: never saved. */
  version: number;
}

export interface SaveHomeVisits extends HomeVisits {
  officeId: string;
  savedBy: string;
  at: Temporal.Instant;
}

/** Writes the text as the version after `saved.version`; false when another version stands. */
export const saveHomeVisits = async (db: Db, saved: SaveHomeVisits): Promise<boolean> => {
  const rows = await db.query(
    saved.version === 0
      ? `INSERT INTO home_visits (office_id, text, version, saved_by, saved_at) VALUES ($1, $2, $3::bigint + 1, $4, $5)
         ON CONFLICT DO NOTHING RETURNING office_id`
      : `UPDATE home_visits SET text = $2, version = version + 1, saved_by = $4, saved_at = $5
         WHERE office_id = $1 AND version = $3 RETURNING office_id`,
    [saved.officeId, saved.text, saved.version, saved.savedBy, saved.at],
  );
  return rows.length === 1;
};

/** The head of an office's planning: its text, and the sequence of the last fact told of it. */
export const findPlanningHead = async (
  db: Db,
  officeId: string,
): Promise<{ homeVisits: HomeVisits; sequence: number }> => {
  const [row] = await db.query<{ text: string | null; version: number | null; sequence: number | null }>(
    {
      name: 'planning-head',
      text: `SELECT (SELECT last FROM outbox_sequence WHERE key = $1::text) AS sequence, h.text, h.version
             FROM (SELECT) AS always LEFT JOIN home_visits h ON h.office_id = $1::text::uuid`,
    },
    [officeId],
  );
  return { homeVisits: { text: row?.text ?? '', version: row?.version ?? 0 }, sequence: row?.sequence ?? 0 };
};
