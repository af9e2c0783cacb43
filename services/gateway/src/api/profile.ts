import * as z from 'zod';
import 'zod-openapi';
import { OfficeId, PersonId, TimeZone, UtcInstant, Version } from './fields';

/** One worked half-day. The owner of the rule (strictly hh:mm, end after start, no overlap) answers per field. */
const Period = z
  .object({
    start: z.string().max(20).meta({ description: 'hh:mm', example: '09:00' }),
    end: z.string().max(20).meta({ description: 'hh:mm', example: '12:00' }),
  })
  .meta({ id: 'Period' });

export const DayHours = z
  .object({
    weekday: z.int().min(1).max(7).meta({ description: 'ISO 8601: 1 = Monday … 7 = Sunday.' }),
    morning: Period.nullable().meta({ description: 'null: not worked.' }),
    afternoon: Period.nullable().meta({ description: 'null: not worked.' }),
  })
  .meta({ id: 'DayHours' });

const text = z.string().max(4000);
const line = z.string().max(200);

/** B1 to B17: the part of the settings that anybody may read. */
const profileFields = {
  specialities: text.meta({
    description: 'First line, first word: the main function, hyphens allowed. Line breaks are kept.',
  }),
  paymentMeans: z.array(line).max(50),
  transport: text,
  access: text,
  windowDays: z.int32().meta({ description: 'Rolling days of planning: 90, or 180 for specialists.', example: 90 }),
  visitKinds: text.meta({ description: 'Shown before a slot is chosen.' }),
  conventionType: line,
  vitaleCard: z.boolean(),
  patientsMayCancel: z.boolean(),
  cancelCutoffHours: z
    .int32()
    .meta({ description: 'Hours before the visit after which a patient may no longer cancel; never binds staff.' }),
  visitMinutes: z.int32().meta({ example: 15 }),
  street: line,
  postalCode: z.string().max(20),
  city: line,
  secretariatPhone: z.string().max(40),
  bookingMode: z
    .enum(['L', 'A'])
    .meta({ description: "L: free. A: only patients whose verified e-mail is on the office's list." }),
  reasonMode: z.enum(['L', 'T']).meta({ description: "L: free text. T: chosen from the office's table." }),
  weeklyHours: z.array(DayHours).max(7).meta({ description: 'A weekday left out is not worked.' }),
  teleconsultationPriceCents: z.int32().nullable().meta({ description: 'In euro cents; null: none given.' }),
};

const bankDetails = text.nullable().meta({ description: 'Never part of the public profile.' });

export const PublicProfile = z
  .object({ ...profileFields, timeZone: TimeZone, version: Version })
  .meta({ id: 'PublicProfile' });

/** What PUT takes: GET's document whole. What the server decides (zone, author, dates) is ignored when it comes back. */
export const SettingsInput = z
  .object({
    ...profileFields,
    cancelCutoffHours: profileFields.cancelCutoffHours.default(0),
    teleconsultationPriceCents: profileFields.teleconsultationPriceCents.default(null),
    bankDetails: bankDetails.default(null),
    version: Version.meta({ description: 'The version the form was filled from; 0 when never saved.' }),
  })
  .meta({ id: 'SettingsInput' });

export const Settings = z
  .object({
    officeId: OfficeId,
    ...profileFields,
    bankDetails,
    version: Version.meta({ description: '0: never saved; the document holds defaults then.' }),
    timeZone: TimeZone.meta({ description: 'From the postal code; read-only, fixed once days exist.' }),
    authorId: PersonId.nullable(),
    savedAt: UtcInstant.nullable(),
  })
  .meta({ id: 'Settings' });
