import * as z from 'zod';
import { endpoint, STAFF } from './endpoint';
import { OfficeParams, PersonId } from './fields';

const BanParams = OfficeParams.extend({ patientId: PersonId });

const OfficePatient = z
  .object({ patientId: PersonId, lastName: z.string(), firstName: z.string(), banned: z.boolean() })
  .meta({ id: 'OfficePatient' });

export const searchPatients = endpoint({
  id: 'searchPatients',
  tag: 'Patients',
  method: 'post',
  path: '/api/offices/{officeId}/patients/search',
  auth: STAFF,
  summary: "Search the office's patients by any part of a name; all of them with an empty q",
  description:
    'Changes nothing. In a body, since names of people have no place in URLs, which end up in logs and histories.',
  params: OfficeParams,
  body: z.object({ q: z.string().trim().max(100).default('') }).meta({ id: 'PatientSearch' }),
  success: {
    status: 200,
    description: 'In alphabetical order',
    schema: z.object({ patients: z.array(OfficePatient) }).meta({ id: 'OfficePatients' }),
  },
  problems: ['office_not_found', 'not_affiliated'],
});

export const banPatient = endpoint({
  id: 'banPatient',
  tag: 'Patients',
  method: 'put',
  path: '/api/offices/{officeId}/bans/{patientId}',
  auth: STAFF,
  summary: 'Ban a patient from booking in this office',
  params: BanParams,
  success: { status: 204, description: 'Banned' },
  problems: ['office_not_found', 'not_affiliated', 'patient_not_found'],
});

export const unbanPatient = endpoint({
  id: 'unbanPatient',
  tag: 'Patients',
  method: 'delete',
  path: '/api/offices/{officeId}/bans/{patientId}',
  auth: STAFF,
  summary: 'Let her book again',
  params: BanParams,
  success: { status: 204, description: 'Free to book' },
  problems: ['office_not_found', 'not_affiliated', 'patient_not_found'],
});
