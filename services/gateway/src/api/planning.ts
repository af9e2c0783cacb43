import * as z from 'zod';
import { PatientName } from './appointments';
import { endpoint, OWNER, STAFF } from './endpoint';
import {
  AppointmentId,
  InstantInput,
  LocalDate,
  OfficeId,
  OfficeInstant,
  OfficeParams,
  TimeZone,
  Version,
} from './fields';
import { dateSpan } from './offices';

const PlanningVisit = z
  .object({
    appointmentId: AppointmentId,
    startsAt: OfficeInstant,
    endsAt: OfficeInstant,
    patient: PatientName.extend({ banned: z.boolean() }).meta({ id: 'PlanningPatient' }),
    reason: z
      .string()
      .nullable()
      .meta({ description: 'As the planning line shows it, the number appended for a teleconsultation.' }),
    phone: z.string().nullable(),
    teleconsultation: z.boolean(),
    unpaid: z.boolean().meta({ description: 'A past teleconsultation not known to be paid.' }),
    absence: z.boolean().meta({ description: 'ABSENCE INJUSTIFIÉE' }),
    version: Version,
  })
  .meta({ id: 'PlanningVisit' });

const SlotTimes = z.object({ startsAt: OfficeInstant, endsAt: OfficeInstant }).meta({ id: 'SlotTimes' });

export const Block = z
  .object({
    blockId: z.string(),
    startsAt: OfficeInstant,
    endsAt: OfficeInstant,
    label: z.string().nullable(),
  })
  .meta({ id: 'Block' });

const PlanningBlock = Block.extend({
  firstSlot: SlotTimes.nullable().meta({
    description: 'The first blocked slot from today on; null when the block covers no generated slot.',
  }),
  lastSlot: SlotTimes.nullable().meta({
    description: 'The last blocked slot; the same as firstSlot when it covers one slot only.',
  }),
}).meta({ id: 'PlanningBlock' });

const Planning = z
  .object({
    officeId: OfficeId,
    timeZone: TimeZone,
    today: LocalDate.meta({ description: "The office's date when this was read." }),
    sequence: z.int().meta({ description: 'What live hints count: a page that heard of a later one asks again.' }),
    coming: z
      .array(PlanningVisit)
      .meta({ description: "Every visit from today's first on, today's finished ones included, by time." }),
    past: z.array(PlanningVisit).meta({ description: 'The last 30 days from yesterday back, newest first.' }),
    followUp: z.array(PlanningVisit).meta({
      description:
        'Shown in red on top of the past: unpaid teleconsultations and unjustified absences of any age, newest first.',
    }),
    blocks: z.array(PlanningBlock).meta({ description: 'Unavailable times that end today or later, by time.' }),
    homeVisits: z.object({ text: z.string(), version: Version }).meta({ id: 'HomeVisits' }),
  })
  .meta({ id: 'Planning', description: 'The planning of an office in its three parts, with what is unavailable.' });

const Schedule = z
  .object({
    officeId: OfficeId,
    generated: z.boolean(),
    timeZone: TimeZone.nullable(),
    windowDays: z.int().nullable(),
    generatedThrough: LocalDate.nullable(),
    settingsVersion: Version.nullable(),
  })
  .meta({ id: 'Schedule' });

const PlanningDay = z
  .object({
    day: LocalDate,
    visitMinutes: z.int(),
    slots: z.array(SlotTimes.extend({ state: z.enum(['free', 'claimed', 'blocked']) }).meta({ id: 'Slot' })),
  })
  .meta({ id: 'PlanningDay' });

export const getPlanning = endpoint({
  id: 'getPlanning',
  tag: 'Planning',
  method: 'get',
  path: '/api/offices/{officeId}/planning',
  auth: STAFF,
  summary: 'The planning of an office',
  params: OfficeParams,
  success: { status: 200, description: 'The planning', schema: Planning },
  problems: ['office_not_found', 'not_affiliated'],
});

export const generatePlanning = endpoint({
  id: 'generatePlanning',
  tag: 'Planning',
  method: 'post',
  path: '/api/offices/{officeId}/planning',
  auth: OWNER,
  summary: 'Generate the initial planning, once',
  params: OfficeParams,
  success: {
    status: 201,
    description: 'Generated',
    schema: Schedule.extend({ days: z.int(), slots: z.int() }).meta({ id: 'GeneratedPlanning' }),
  },
  problems: ['office_not_found', 'not_affiliated', 'not_owner', 'already_generated', 'office_not_configured'],
});

export const getSchedule = endpoint({
  id: 'getSchedule',
  tag: 'Planning',
  method: 'get',
  path: '/api/offices/{officeId}/planning/schedule',
  auth: STAFF,
  summary: 'Is the planning generated, through when, in which zone',
  params: OfficeParams,
  success: { status: 200, description: 'The schedule', schema: Schedule },
  problems: ['office_not_found', 'not_affiliated'],
});

export const getDays = endpoint({
  id: 'getDays',
  tag: 'Planning',
  method: 'get',
  path: '/api/offices/{officeId}/days',
  auth: STAFF,
  summary: 'Every slot of the days with its state, and the blocks',
  params: OfficeParams,
  query: dateSpan,
  success: {
    status: 200,
    description: 'The days',
    schema: z
      .object({ officeId: OfficeId, timeZone: TimeZone, days: z.array(PlanningDay), blocks: z.array(Block) })
      .meta({ id: 'PlanningDays' }),
  },
  problems: ['office_not_found', 'not_affiliated', 'planning_not_generated'],
});

export const placeBlock = endpoint({
  id: 'placeBlock',
  tag: 'Planning',
  method: 'post',
  path: '/api/offices/{officeId}/blocks',
  auth: STAFF,
  summary: 'Make a range unavailable',
  description:
    'Refused (visits_changed) with the number and the first 200 of the visits in the range when they are not those expected.',
  params: OfficeParams,
  body: z
    .object({
      startsAt: InstantInput,
      endsAt: InstantInput,
      label: z.string().trim().max(200).nullish(),
      expectedAppointmentIds: z
        .array(AppointmentId)
        .max(2000)
        .default([])
        .meta({ description: 'The visits the person saw in the range.' }),
    })
    .meta({ id: 'BlockRequest' }),
  success: { status: 201, description: 'Blocked', schema: Block },
  problems: ['office_not_found', 'not_affiliated', 'visits_changed', 'planning_not_generated'],
});

export const liftBlock = endpoint({
  id: 'liftBlock',
  tag: 'Planning',
  method: 'delete',
  path: '/api/offices/{officeId}/blocks/{blockId}',
  auth: STAFF,
  summary: 'Make it available again',
  params: OfficeParams.extend({ blockId: z.guid() }),
  success: { status: 204, description: 'Lifted' },
  problems: ['office_not_found', 'not_affiliated', 'block_not_found'],
});

export const putHomeVisits = endpoint({
  id: 'putHomeVisits',
  tag: 'Planning',
  method: 'put',
  path: '/api/offices/{officeId}/home-visits',
  auth: STAFF,
  summary: 'Save the text of the home visits',
  params: OfficeParams,
  body: z.object({ text: z.string().max(20_000), version: Version }).meta({ id: 'HomeVisitsRequest' }),
  success: {
    status: 200,
    description: 'Saved',
    schema: z.object({ text: z.string(), version: Version }).meta({ id: 'SavedHomeVisits' }),
  },
  problems: ['office_not_found', 'not_affiliated', 'stale_version'],
});

export const getLive = endpoint({
  id: 'getLive',
  tag: 'Planning',
  method: 'get',
  path: '/api/offices/{officeId}/live',
  auth: STAFF,
  summary: 'Hints that something of the office changed (SSE)',
  description:
    'Events named change, with data {"area","officeId","sequence"}: read again at that sequence or later. A comment line each 15 s. After an event named close, or any loss, connect again and read again. Closes when the token expires, at log-out, and when the person no longer works for the office.',
  params: OfficeParams,
  success: { status: 200, description: 'A stream of events', contentType: 'text/event-stream' },
  problems: ['office_not_found', 'not_affiliated'],
  streaming: true,
});
