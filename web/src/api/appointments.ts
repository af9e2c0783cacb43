import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schema } from './client';

export type MyAppointment = Schema['MyAppointment'];
export type Appointment = Schema['Appointment'];

export const myAppointmentsQuery = queryOptions({
  queryKey: ['my-appointments'],
  queryFn: async () => (await answer(api.GET('/api/me/appointments'))).appointments,
});

export const bookAppointment = (body: Schema['BookingRequest'], idempotencyKey: string): Promise<Appointment> =>
  answer(api.POST('/api/appointments', { body, params: { header: { 'idempotency-key': idempotencyKey } } }));

export const cancelAppointment = (appointmentId: string, version: number): Promise<Appointment> =>
  answer(api.DELETE('/api/appointments/{appointmentId}', { params: { path: { appointmentId }, query: { version } } }));
