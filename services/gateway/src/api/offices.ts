import * as z from 'zod';
import { endpoint } from './endpoint';
import { LocalDate, OfficeId, OfficeInstant, OfficeParams, TimeZone } from './fields';
import { PublicProfile } from './profile';
import { Reason } from './reasons';

/** Longest span of days one read may ask for. */
export const MAX_DAYS = 190;

export const OfficeSummary = z
  .object({
    officeId: OfficeId,
    lastName: z.string(),
    firstName: z.string(),
    mainFunction: z.string().meta({ example: 'Chirurgien-dentiste' }),
    street: z.string(),
    postalCode: z.string(),
    city: z.string(),
    bookable: z.boolean().meta({ description: 'False until the office has settings and a generated planning.' }),
  })
  .meta({ id: 'OfficeSummary' });

export const Office = OfficeSummary.extend({
  profile: PublicProfile.nullable().meta({ description: 'null until the office has settings.' }),
  reasons: z
    .array(Reason)
    .meta({ description: 'To choose from in mode T; empty means that none is asked from the table.' }),
}).meta({ id: 'Office' });

const DayAvailability = z
  .object({
    day: LocalDate,
    visitMinutes: z.int(),
    starts: z
      .array(OfficeInstant)
      .meta({ description: 'Free starts, ascending. A start offered is a start accepted.' }),
  })
  .meta({ id: 'DayAvailability' });

export const Availability = z
  .object({ officeId: OfficeId, timeZone: TimeZone, days: z.array(DayAvailability) })
  .meta({ id: 'Availability', description: 'Its only instants are free starts.' });
export type Availability = z.infer<typeof Availability>;

export const searchOffices = endpoint({
  id: 'searchOffices',
  tag: 'Offices',
  method: 'get',
  path: '/api/offices',
  auth: 'anonymous',
  summary: 'Find a practitioner on the site',
  description: 'Any part of a name or speciality, accents and case aside. Without q, all of them.',
  query: z.object({
    q: z.string().trim().max(100).default(''),
    city: z.string().trim().max(100).default(''),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
  }),
  success: {
    status: 200,
    description: 'A page of offices',
    schema: z.object({ offices: z.array(OfficeSummary), total: z.int() }).meta({ id: 'OfficePage' }),
  },
});

export const getOffice = endpoint({
  id: 'getOffice',
  tag: 'Offices',
  method: 'get',
  path: '/api/offices/{officeId}',
  auth: 'anonymous',
  summary: 'The public page of an office',
  params: OfficeParams,
  success: { status: 200, description: 'The office', schema: Office },
  problems: ['office_not_found'],
});

export const dateSpan = z
  .object({ from: LocalDate, to: LocalDate })
  .refine(({ from, to }) => from <= to, { path: ['to'], params: { code: 'end_before_start' } })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 86_400_000 < MAX_DAYS, {
    path: ['to'],
    params: { code: 'span_too_long' },
  });

export const getAvailability = endpoint({
  id: 'getAvailability',
  tag: 'Offices',
  method: 'get',
  path: '/api/offices/{officeId}/availability',
  auth: 'anonymous',
  summary: 'Free starts by day',
  description: `Both dates inclusive, in the office's zone, at most ${MAX_DAYS} days. Past starts are left out. Answers carry an ETag.`,
  params: OfficeParams,
  query: dateSpan,
  success: { status: 200, description: 'Free starts', schema: Availability },
  problems: ['office_not_found', 'planning_not_generated'],
});
