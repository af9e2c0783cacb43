import { randomUUID } from 'node:crypto';
import { personToken } from '@creneau/chassis/testing';
import type { TestGateway } from '../gateway-builder';
import type { Standing } from './rest-access';

/** The office of the matrix: docteur's, where secretaire works. Its visit is patient5's. */
export const OFFICE = '11111111-1111-4111-8111-111111111111';

export const PEOPLE: Readonly<Record<string, Standing & { readonly login?: string }>> = {
  nobody: { role: undefined, own: false },
  'the patient': { login: 'patient5', role: 'patient', own: true },
  'another patient': { login: 'patient3', role: 'patient', own: false },
  'the secretary': { login: 'secretaire', role: 'secretary', own: true },
  'a secretary of another office': { login: 'secretaire2', role: 'secretary', own: false },
  'the practitioner': { login: 'docteur', role: 'practitioner', own: true },
  'a practitioner of another office': { login: 'docteur2', role: 'practitioner', own: false },
  'an administrator': { login: 'admin', role: 'admin', own: false },
};

/** Books a visit for patient5 in the coming months; give it back with {@link giveBack}. */
export const bookVisit = async (gateway: TestGateway): Promise<string> => {
  const token = await personToken('patient5');
  const today = Temporal.Now.plainDateISO('Europe/Paris');
  const days = `from=${today.add({ days: 60 })}&to=${today.add({ days: 80 })}`;
  const { body } = await gateway.call('GET', `/api/offices/${OFFICE}/availability?${days}`);
  for (const startsAt of body.days.flatMap((day: { starts: string[] }) => day.starts)) {
    const headers = { 'idempotency-key': randomUUID() };
    const request = { token, headers, body: { officeId: OFFICE, startsAt } };
    const booked = await gateway.call('POST', '/api/appointments', request);
    if (booked.status === 201) return booked.body.appointmentId;
  }
  throw new Error('the demo office has no free start');
};

export const giveBack = async (gateway: TestGateway, visitId: string): Promise<void> => {
  await gateway.call('DELETE', `/api/appointments/${visitId}`, { token: await personToken('docteur') });
};
