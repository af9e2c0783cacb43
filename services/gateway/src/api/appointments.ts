import * as z from 'zod';
import { endpoint, STAFF } from './endpoint';
import {
  AppointmentId,
  AppointmentParams,
  InstantInput,
  MAX_VERSION,
  OfficeId,
  OfficeInstant,
  PersonId,
  TimeZone,
  UtcInstant,
  Version,
} from './fields';
import { OfficeSummary } from './offices';

export const Appointment = z
  .object({
    appointmentId: AppointmentId,
    officeId: OfficeId,
    state: z.enum(['requested', 'booked', 'cancelled', 'refused']),
    startsAt: OfficeInstant,
    endsAt: OfficeInstant,
    timeZone: TimeZone,
    reason: z.string().nullable().meta({ description: 'With the number appended for a teleconsultation.' }),
    phone: z.string().nullable(),
    teleconsultation: z.boolean(),
    absence: z.boolean().meta({ description: 'Marked as an unjustified absence.' }),
    priceCents: z.int().nullable().meta({ description: 'Of the teleconsultation when it was booked.' }),
    bookedAt: UtcInstant.nullable(),
    version: Version,
  })
  .meta({ id: 'Appointment' });

const MyAppointment = Appointment.extend({
  office: OfficeSummary.nullable().meta({ description: 'null when the office is gone.' }),
  mayCancel: z.boolean(),
  unpaid: z.boolean().meta({ description: 'A past teleconsultation not known to be paid.' }),
}).meta({ id: 'MyAppointment' });

export const Mail = z
  .object({
    kind: z.enum(['confirmation', 'reminder', 'moved', 'cancelled', 'office_cancelled']),
    state: z.enum(['waiting', 'sent', 'stale', 'failed']),
    scheduleRevision: z.int(),
    dueAt: UtcInstant,
    sentAt: UtcInstant.nullable(),
    attempts: z.int(),
  })
  .meta({ id: 'Mail' });

export const bookAppointment = endpoint({
  id: 'bookAppointment',
  tag: 'Appointments',
  method: 'post',
  path: '/api/appointments',
  auth: 'signed-in',
  summary: 'Book a slot',
  description:
    'First come, first served. The same Idempotency-Key with the same body repeats the first answer for 24 hours at least; with another body it is refused (422).',
  headers: z.object({
    'idempotency-key': z
      .string()
      .min(1)
      .max(200)
      .meta({ description: 'Chosen by the client, one per intent to book; a UUID will do.' }),
  }),
  body: z
    .object({
      officeId: OfficeId,
      startsAt: InstantInput.meta({ description: 'One of the starts that availability offers.' }),
      reason: z
        .string()
        .trim()
        .max(200)
        .nullish()
        .meta({ description: "Free, or the text of an entry of the office's table (mode T)." }),
      phone: z
        .string()
        .trim()
        .max(40)
        .nullish()
        .meta({ description: 'A mobile number, required when the reason contains téléconsultation.' }),
    })
    .meta({ id: 'BookingRequest' }),
  success: { status: 201, description: 'Booked', schema: Appointment },
  problems: [
    'slot_taken',
    'slot_blocked',
    'in_progress',
    'given_up',
    'email_not_listed',
    'patient_banned',
    'consent_missing',
    'key_reused',
    'slot_off_grid',
    'slot_past',
    'slot_beyond_window',
    'too_many_open_visits',
    'office_not_found',
    'office_not_configured',
    'planning_not_generated',
  ],
});

export const listMyAppointments = endpoint({
  id: 'listMyAppointments',
  tag: 'Appointments',
  method: 'get',
  path: '/api/me/appointments',
  auth: 'signed-in',
  summary: 'My visits',
  description:
    'Coming, the last 30 days, and what is kept for good (unpaid teleconsultations, unjustified absences), by time.',
  success: {
    status: 200,
    description: 'My visits',
    schema: z.object({ appointments: z.array(MyAppointment) }).meta({ id: 'MyAppointments' }),
  },
});

export const getAppointment = endpoint({
  id: 'getAppointment',
  tag: 'Appointments',
  method: 'get',
  path: '/api/appointments/{appointmentId}',
  auth: 'signed-in',
  summary: 'One visit, for its patient or the staff of its office',
  params: AppointmentParams,
  success: { status: 200, description: 'The visit', schema: Appointment },
  problems: ['visit_not_found'],
});

export const cancelAppointment = endpoint({
  id: 'cancelAppointment',
  tag: 'Appointments',
  method: 'delete',
  path: '/api/appointments/{appointmentId}',
  auth: 'signed-in',
  summary: 'Cancel a visit',
  description: 'By its patient where the office allows it, or by staff. Repeating it changes nothing.',
  params: AppointmentParams,
  query: z.object({
    version: z.coerce
      .number()
      .int()
      .min(1)
      .max(MAX_VERSION)
      .optional()
      .meta({ description: 'Refused (stale_version) when the visit has changed since.' }),
  }),
  success: { status: 200, description: 'The visit, cancelled', schema: Appointment },
  problems: ['visit_not_found', 'cancel_not_allowed', 'cancel_too_late', 'visit_past', 'stale_version', 'in_progress'],
});

export const moveAppointment = endpoint({
  id: 'moveAppointment',
  tag: 'Appointments',
  method: 'post',
  path: '/api/appointments/{appointmentId}/move',
  auth: STAFF,
  summary: 'Move a visit to another start in the same office',
  params: AppointmentParams,
  body: z.object({ startsAt: InstantInput, version: Version.optional() }).meta({ id: 'MoveRequest' }),
  success: { status: 200, description: 'The visit, moved', schema: Appointment },
  problems: [
    'visit_not_found',
    'slot_taken',
    'slot_blocked',
    'slot_off_grid',
    'slot_past',
    'slot_beyond_window',
    'visit_past',
    'visit_not_open',
    'stale_version',
    'in_progress',
  ],
});

export const markAbsence = endpoint({
  id: 'markAbsence',
  tag: 'Appointments',
  method: 'post',
  path: '/api/appointments/{appointmentId}/absence',
  auth: STAFF,
  summary: 'Mark an unjustified absence, or take the mark back',
  params: AppointmentParams,
  body: z.object({ absent: z.boolean().default(true) }).meta({ id: 'AbsenceRequest' }),
  success: { status: 200, description: 'The visit', schema: Appointment },
  problems: ['visit_not_found', 'visit_not_past', 'visit_not_open'],
});

export const putPayment = endpoint({
  id: 'putPayment',
  tag: 'Appointments',
  method: 'put',
  path: '/api/appointments/{appointmentId}/payment',
  auth: STAFF,
  summary: 'Record that a teleconsultation is paid, unpaid or exempt',
  description: 'exempt: nothing is due (third-party payer); the ground is health data and is never recorded.',
  params: AppointmentParams,
  body: z.object({ state: z.enum(['paid', 'unpaid', 'exempt']) }).meta({ id: 'PaymentRequest' }),
  success: {
    status: 200,
    description: 'What is due now',
    schema: z
      .object({
        appointmentId: AppointmentId,
        state: z.enum(['unpaid', 'paid', 'refunded', 'exempt', 'void']),
        amountCents: z.int(),
        currency: z.string(),
        version: Version,
      })
      .meta({ id: 'Payment' }),
  },
  problems: ['visit_not_found', 'not_affiliated', 'due_not_found', 'due_void'],
});

export const listMails = endpoint({
  id: 'listMails',
  tag: 'Appointments',
  method: 'get',
  path: '/api/appointments/{appointmentId}/mails',
  auth: STAFF,
  summary: 'What was sent, or waits, for a visit, newest first',
  params: AppointmentParams,
  success: {
    status: 200,
    description: 'The send log',
    schema: z.object({ mails: z.array(Mail) }).meta({ id: 'Mails' }),
  },
  problems: ['visit_not_found', 'not_affiliated'],
});

export const PatientName = z
  .object({
    id: PersonId.nullable().meta({ description: 'null for a patient whom the office entered itself.' }),
    lastName: z.string(),
    firstName: z.string(),
  })
  .meta({ id: 'PatientName' });
