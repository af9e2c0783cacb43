import * as z from 'zod';
import { endpoint, STAFF } from './endpoint';
import { OfficeParams, UtcInstant } from './fields';

const path = '/api/offices/{officeId}/patient-emails';

export const listPatientEmails = endpoint({
  id: 'listPatientEmails',
  tag: 'Patient e-mails',
  method: 'get',
  path,
  auth: STAFF,
  summary: 'The e-mails that may book in mode A',
  params: OfficeParams,
  success: {
    status: 200,
    description: 'The list',
    schema: z
      .object({ emails: z.array(z.object({ email: z.string(), addedAt: UtcInstant })) })
      .meta({ id: 'PatientEmails' }),
  },
  problems: ['office_not_found', 'not_affiliated'],
});

export const addPatientEmails = endpoint({
  id: 'addPatientEmails',
  tag: 'Patient e-mails',
  method: 'post',
  path,
  auth: STAFF,
  summary: 'Add e-mails, one or many',
  params: OfficeParams,
  body: z.object({ emails: z.array(z.string().trim().max(320)).min(1).max(2000) }).meta({ id: 'PatientEmailsRequest' }),
  success: {
    status: 200,
    description: 'What became of each',
    schema: z
      .object({
        added: z.int(),
        alreadyListed: z.int(),
        malformed: z.array(z.string()).meta({ description: 'Left out, as they were sent.' }),
      })
      .meta({ id: 'PatientEmailsAdded' }),
  },
  problems: ['office_not_found', 'not_affiliated'],
});

export const removePatientEmail = endpoint({
  id: 'removePatientEmail',
  tag: 'Patient e-mails',
  method: 'post',
  path: `${path}/remove`,
  auth: STAFF,
  summary: 'Remove an e-mail',
  description: 'In a body, since addresses of people have no place in URLs, which end up in logs and histories.',
  params: OfficeParams,
  body: z.object({ email: z.string().trim().min(1).max(320) }).meta({ id: 'PatientEmailRemoval' }),
  success: { status: 204, description: 'Not on the list any more' },
  problems: ['office_not_found', 'not_affiliated'],
});
