import * as z from 'zod';
import 'zod-openapi';
import { AppointmentId, OfficeInstant } from './fields';
import { PROBLEM_STATUS } from './problem-codes';

const codes = Object.keys(PROBLEM_STATUS);

export const FieldError = z
  .object({
    field: z.string().meta({
      description: 'Dotted path of the field, with indexes as numbers.',
      example: 'weeklyHours.0.morning.start',
    }),
    code: z.string().meta({ description: 'The rule it breaks.', example: 'required' }),
    message: z.string().meta({ description: "In the request's language, fit to be shown beside the field." }),
  })
  .meta({ id: 'FieldError' });

/** RFC 9457. `code` decides, `detail` is for people and follows Accept-Language (fr by default, en). */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'urn:creneau:problem:<code>', example: 'urn:creneau:problem:slot_taken' }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: `Stable. One of: ${codes.join(', ')}.`, example: 'slot_taken' }),
    detail: z.string(),
    errors: z.array(FieldError).meta({ description: 'Per field; empty when no field is at fault.' }),
    traceId: z.string().optional().meta({ description: 'To quote to the operators.' }),
    nearest: z.array(OfficeInstant).optional().meta({
      description:
        'With slot_taken and slot_blocked: the free starts closest to the one asked for, ascending, three at most.',
    }),
    appointmentIds: z
      .array(AppointmentId)
      .optional()
      .meta({ description: 'With visits_changed: the visits that stand in the range now, by time, 200 at most.' }),
    appointmentCount: z
      .int()
      .optional()
      .meta({ description: 'With visits_changed: how many visits stand in the range now.' }),
    phone: z
      .string()
      .optional()
      .meta({ description: "With email_not_listed and patient_banned: the secretariat's phone." }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem+json.' });

export type Problem = z.output<typeof Problem>;
