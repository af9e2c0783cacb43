import type { Db } from '@creneau/chassis';
import type { CancelPolicy } from '../../domain/cancel-policy';
import type { Visit } from '../../domain/visit';
import { toVisit, VISIT_COLUMNS, type VisitRow } from './visit-columns';

/** A visit with what others know of it: the patient's names, whether the office banned her, whether it is paid for. */
export interface VisitView {
  visit: Visit;
  lastName: string;
  firstName: string;
  banned: boolean;
  /** Paid, refunded, exempt or void; false while payment has said nothing. */
  settled: boolean;
}

/** The same for the patient herself, with her office's policy as far as it is known. */
export type OwnVisitView = VisitView & { policy: CancelPolicy };

interface ViewRow extends VisitRow {
  last_name: string | null;
  first_name: string | null;
  banned: boolean | null;
  settled: boolean | null;
}

const VIEW = `SELECT ${VISIT_COLUMNS}, p.last_name, p.first_name, p.banned, s.settled
  FROM visit v
  LEFT JOIN office_patient p ON p.office_id = v.office_id AND p.patient_id = v.patient_id
  LEFT JOIN payment_state s ON s.visit_id = v.id`;
const KEPT = `v.state = 'booked' AND (v.absent OR (v.teleconsultation AND s.settled IS NOT TRUE))`;

export const findView = async (db: Db, visitId: string): Promise<VisitView | undefined> => {
  const [row] = await db.query<ViewRow>({ name: 'view-find', text: `${VIEW} WHERE v.id = $1` }, [visitId]);
  return row && toView(row);
};

export const findViews = async (db: Db, visitIds: readonly string[]): Promise<VisitView[]> => {
  const rows = await db.query<ViewRow>({ name: 'views-find', text: `${VIEW} WHERE v.id = ANY($1::uuid[])` }, [
    visitIds,
  ]);
  return rows.map(toView);
};

/** The person's visits, booked or cancelled, that end after `from`, and those of any age that are followed up; by time. */
export const findPatientViews = async (db: Db, patientId: string, from: Temporal.Instant): Promise<OwnVisitView[]> => {
  const rows = await db.query<ViewRow & { patients_may_cancel: boolean | null; cancel_cutoff_hours: number | null }>(
    {
      name: 'view-patient',
      text: `SELECT ${VISIT_COLUMNS}, p.last_name, p.first_name, p.banned, s.settled,
               o.patients_may_cancel, o.cancel_cutoff_hours
             FROM visit v
             LEFT JOIN office_patient p ON p.office_id = v.office_id AND p.patient_id = v.patient_id
             LEFT JOIN payment_state s ON s.visit_id = v.id
             LEFT JOIN office_policy o ON o.office_id = v.office_id
             WHERE v.patient_id = $1 AND v.state IN ('booked', 'cancelled') AND (v.ends_at > $2 OR (${KEPT}))
             ORDER BY v.starts_at, v.id`,
    },
    [patientId, from],
  );
  return rows.map((row) => ({
    ...toView(row),
    policy: {
      patientsMayCancel: row.patients_may_cancel ?? false,
      cutoffHours: row.cancel_cutoff_hours ?? 0,
    },
  }));
};

const toView = (row: ViewRow): VisitView => ({
  visit: toVisit(row),
  lastName: row.last_name ?? '',
  firstName: row.first_name ?? '',
  banned: row.banned ?? false,
  settled: row.settled ?? false,
});
