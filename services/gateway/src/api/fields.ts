import * as z from 'zod';
import 'zod-openapi';

/** Field schemas that several resources share. */

export const OfficeId = z
  .guid()
  .meta({ description: 'Id of an office.', example: '5f0c2d0e-8a4e-4b43-9a51-3f6c0a4a9f10' });
export const PersonId = z.guid().meta({ description: 'Id of a person: the subject of her tokens.' });
export const AppointmentId = z
  .guid()
  .meta({ description: 'Id of a visit, the same one that events carry as visitId.' });

/** What a service can keep, and what has a year of four digits in every zone: an instant of the years 1 to 9998. */
const isStorable = (text: string): boolean => {
  try {
    return /^(?!0000|9999)\d{4}-/.test(Temporal.Instant.from(text).toString());
  } catch {
    return false;
  }
};

/** An instant in a request: an offset is required, any will do. */
export const InstantInput = z.iso
  .datetime({ offset: true })
  .refine(isStorable, { params: { code: 'instant_format' } })
  .meta({ description: 'ISO 8601 with an offset.', example: '2027-01-12T09:15:00+01:00' });

/** An instant in an answer: with the office's own offset on that day. */
export const OfficeInstant = z.iso
  .datetime({ offset: true })
  .meta({ description: "ISO 8601 with the offset of the office's zone.", example: '2027-01-12T09:15:00+01:00' });

/** An instant in an answer that belongs to no office: in UTC. */
export const UtcInstant = z.iso.datetime().meta({ description: 'ISO 8601 in UTC.', example: '2027-01-10T16:02:11Z' });

/** From year 1 on. */
export const LocalDate = z.iso
  .date()
  .refine((date) => !date.startsWith('0000'), { params: { code: 'date_format' } })
  .meta({ description: 'YYYY-MM-DD.', example: '2027-01-12' });

export const TimeZone = z.string().meta({ description: 'IANA name.', example: 'Europe/Paris' });

export const MAX_VERSION = 1_000_000_000;

export const Version = z
  .int()
  .min(0)
  .max(MAX_VERSION)
  .meta({ description: 'Raised by every change. Sent back with an edit, it makes an edit of a stale page fail.' });

export const PersonName = z.string().trim().min(1).max(80);

export const OfficeParams = z.object({ officeId: OfficeId });
export const AppointmentParams = z.object({ appointmentId: AppointmentId });
