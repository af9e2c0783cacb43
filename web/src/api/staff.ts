import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schema } from './client';

export type MyOffice = Schema['MyOffice'];
export type Planning = Schema['Planning'];
export type PlanningVisit = Schema['PlanningVisit'];
export type PlanningBlock = Schema['PlanningBlock'];
export type Settings = Schema['Settings'];
export type SettingsInput = Schema['SettingsInput'];
export type SavedSettings = Schema['SavedSettings'];
export type Reason = Schema['Reason'];
export type PlanningDay = Schema['PlanningDay'];

const at = (officeId: string) => ({ params: { path: { officeId } } });

export const myOfficesQuery = queryOptions({
  queryKey: ['my-offices'],
  queryFn: async () => (await answer(api.GET('/api/me/offices'))).offices,
  staleTime: 60_000,
});

export const planningQuery = (officeId: string) =>
  queryOptions({
    queryKey: ['planning', officeId],
    queryFn: () => answer(api.GET('/api/offices/{officeId}/planning', at(officeId))),
  });

export const scheduleQuery = (officeId: string) =>
  queryOptions({
    queryKey: ['schedule', officeId],
    queryFn: () => answer(api.GET('/api/offices/{officeId}/planning/schedule', at(officeId))),
  });

export const daysQuery = (officeId: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['days', officeId, from, to],
    queryFn: () =>
      answer(api.GET('/api/offices/{officeId}/days', { params: { path: { officeId }, query: { from, to } } })),
  });

export const generatePlanning = (officeId: string): Promise<Schema['GeneratedPlanning']> =>
  answer(api.POST('/api/offices/{officeId}/planning', at(officeId)));

export const settingsQuery = (officeId: string) =>
  queryOptions({
    queryKey: ['settings', officeId],
    queryFn: () => answer(api.GET('/api/offices/{officeId}/settings', at(officeId))),
  });

export const settingsVersionsQuery = (officeId: string) =>
  queryOptions({
    queryKey: ['settings', officeId, 'versions'],
    queryFn: async () => (await answer(api.GET('/api/offices/{officeId}/settings/versions', at(officeId)))).versions,
  });

export const saveSettings = (officeId: string, body: SettingsInput): Promise<SavedSettings> =>
  answer(api.PUT('/api/offices/{officeId}/settings', { ...at(officeId), body }));

export const reasonsQuery = (officeId: string) =>
  queryOptions({
    queryKey: ['reasons', officeId],
    queryFn: async () => (await answer(api.GET('/api/offices/{officeId}/reasons', at(officeId)))).reasons,
  });

export const addReason = (officeId: string, text: string): Promise<Reason> =>
  answer(api.POST('/api/offices/{officeId}/reasons', { ...at(officeId), body: { text } }));

export const removeReason = (officeId: string, reasonId: string): Promise<unknown> =>
  answer(api.DELETE('/api/offices/{officeId}/reasons/{reasonId}', { params: { path: { officeId, reasonId } } }));

export const emailsQuery = (officeId: string) =>
  queryOptions({
    queryKey: ['patient-emails', officeId],
    queryFn: async () => (await answer(api.GET('/api/offices/{officeId}/patient-emails', at(officeId)))).emails,
  });

export const addEmails = (officeId: string, emails: string[]): Promise<Schema['PatientEmailsAdded']> =>
  answer(api.POST('/api/offices/{officeId}/patient-emails', { ...at(officeId), body: { emails } }));

export const removeEmail = (officeId: string, email: string): Promise<unknown> =>
  answer(api.POST('/api/offices/{officeId}/patient-emails/remove', { ...at(officeId), body: { email } }));
