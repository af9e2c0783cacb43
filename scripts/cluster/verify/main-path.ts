import { eventually } from '@creneau/chassis/testing';
import { call, tokenOf } from '../../faults/api';
import { book, freeSlots, OFFICE } from '../../faults/bookings';
import { mailsOf } from '../../faults/mails';

/** The visits that the demo office's own planning shows to come. */
export const plannedVisits = async (): Promise<ReadonlySet<string>> => {
  const answer = await call('GET', `/api/offices/${OFFICE}/planning`, { token: await tokenOf('docteur') });
  if (answer.status !== 200) throw new Error(`the planning answers HTTP ${answer.status} ${answer.code}`);
  return new Set([...answer.text.matchAll(/"appointmentId":"([^"]+)"/g)].map(([, id]) => id ?? ''));
};

/** A patient signs in and books; the practitioner sees it, the mail comes, and the patient cancels. */
export const mainPath = async (): Promise<string> => {
  const [startsAt = ''] = await freeSlots(1);
  const { appointmentId, answers } = await book('patient2', startsAt, false);
  if (!appointmentId) throw new Error(`booking answers HTTP ${answers[0]?.status} ${answers[0]?.code}`);
  if (!(await plannedVisits()).has(appointmentId)) throw new Error('the planning does not show the visit');
  await eventually(async () => {
    if ((await mailsOf([appointmentId], 'confirmation')).length !== 1) throw new Error('no mail confirms the visit');
  });
  const cancelled = await call('DELETE', `/api/appointments/${appointmentId}`, { token: await tokenOf('patient2') });
  if (cancelled.status >= 300) throw new Error(`cancelling answers HTTP ${cancelled.status} ${cancelled.code}`);
  if ((await plannedVisits()).has(appointmentId)) throw new Error('the planning still shows the cancelled visit');
  return 'signed in, booked, seen in the planning, confirmed by mail, cancelled';
};
