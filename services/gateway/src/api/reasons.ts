import * as z from 'zod';
import { endpoint, OWNER, STAFF } from './endpoint';
import { OfficeParams } from './fields';

const ReasonId = z.string().min(1).max(80);

export const Reason = z.object({ reasonId: ReasonId, text: z.string() }).meta({ id: 'Reason' });

export const listReasons = endpoint({
  id: 'listReasons',
  tag: 'Reasons',
  method: 'get',
  path: '/api/offices/{officeId}/reasons',
  auth: STAFF,
  summary: "The office's table of reasons",
  params: OfficeParams,
  success: {
    status: 200,
    description: 'The table',
    schema: z.object({ reasons: z.array(Reason) }).meta({ id: 'ReasonTable' }),
  },
  problems: ['office_not_found', 'not_affiliated'],
});

export const addReason = endpoint({
  id: 'addReason',
  tag: 'Reasons',
  method: 'post',
  path: '/api/offices/{officeId}/reasons',
  auth: OWNER,
  summary: 'Add a reason',
  description: 'A reason that contains the word téléconsultation asks the patient for a mobile number.',
  params: OfficeParams,
  body: z.object({ text: z.string().trim().min(1).max(120) }).meta({ id: 'ReasonRequest' }),
  success: { status: 201, description: 'Added', schema: Reason },
  problems: ['office_not_found', 'not_owner'],
});

export const removeReason = endpoint({
  id: 'removeReason',
  tag: 'Reasons',
  method: 'delete',
  path: '/api/offices/{officeId}/reasons/{reasonId}',
  auth: OWNER,
  summary: 'Remove a reason',
  params: OfficeParams.extend({ reasonId: ReasonId }),
  success: { status: 204, description: 'Removed' },
  problems: ['office_not_found', 'not_owner', 'reason_not_found'],
});
