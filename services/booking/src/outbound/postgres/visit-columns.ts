import type { Refusal } from '../../domain/refusal';
import type { Actor, Visit, VisitState } from '../../domain/visit';

/** A row of `visit`, without the key it was asked under. */
export interface VisitRow {
  id: string;
  office_id: string;
  patient_id: string;
  state: VisitState;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  tz: string;
  reason: string;
  phone: string;
  teleconsultation: boolean;
  price_cents: number;
  absent: boolean;
  claim_no: number;
  last_claim_no: number;
  version: number;
  schedule_revision: number;
  refusal: Refusal | null;
  requested_at: Temporal.Instant;
  booked_at: Temporal.Instant | null;
  changed_by: Actor['kind'];
  changed_by_id: string;
  changed_at: Temporal.Instant;
  move_starts_at: Temporal.Instant | null;
  move_claim_no: number | null;
  move_requested_at: Temporal.Instant | null;
  move_by_id: string | null;
}

export const VISIT_COLUMNS = [
  'id',
  'office_id',
  'patient_id',
  'state',
  'starts_at',
  'ends_at',
  'tz',
  'reason',
  'phone',
  'teleconsultation',
  'price_cents',
  'absent',
  'claim_no',
  'last_claim_no',
  'version',
  'schedule_revision',
  'refusal',
  'requested_at',
  'booked_at',
  'changed_by',
  'changed_by_id',
  'changed_at',
  'move_starts_at',
  'move_claim_no',
  'move_requested_at',
  'move_by_id',
]
  .map((column) => `v.${column}`)
  .join(', ');

export const toVisit = (row: VisitRow): Visit => ({
  id: row.id,
  officeId: row.office_id,
  patientId: row.patient_id,
  state: row.state,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  tz: row.tz,
  reason: row.reason,
  phone: row.phone,
  teleconsultation: row.teleconsultation,
  priceCents: row.price_cents,
  absent: row.absent,
  claimNo: row.claim_no,
  lastClaimNo: row.last_claim_no,
  version: row.version,
  scheduleRevision: row.schedule_revision,
  refusal: row.refusal,
  requestedAt: row.requested_at,
  bookedAt: row.booked_at,
  changedBy: { kind: row.changed_by, id: row.changed_by_id },
  changedAt: row.changed_at,
  move: toMove(row),
});

const toMove = (row: VisitRow): Visit['move'] =>
  row.move_starts_at && row.move_claim_no && row.move_requested_at && row.move_by_id !== null
    ? {
        startsAt: row.move_starts_at,
        claimNo: row.move_claim_no,
        requestedAt: row.move_requested_at,
        by: { kind: 'staff', id: row.move_by_id },
      }
    : null;
