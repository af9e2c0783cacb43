import { dayOf } from '../src/time/format';
import { call, type Schema, tokenOf } from './api';

type Visit = Schema['Appointment'];

/** An office and its staff, over the API. */
export const anOffice = async (login = 'docteur') => {
  const token = await tokenOf(login);
  const { offices } = await call<Schema['MyOffices']>(token, 'GET', '/api/me/offices');
  const mine = offices.find(({ relation }) => relation === 'owner');
  if (!mine) throw new Error(`${login} owns no office.`);
  const { officeId } = mine;
  const path = `/api/offices/${officeId}`;

  const settings = () => call<Schema['Settings']>(token, 'GET', `${path}/settings`);
  return {
    officeId,
    settings,
    /** Where its owner is written to. */
    email: async () => (await call<Schema['Me']>(token, 'GET', '/api/me')).email,
    /** As the public sees it. */
    office: () => call<Schema['Office']>(undefined, 'GET', path),
    schedule: () => call<Schema['Schedule']>(token, 'GET', `${path}/planning/schedule`),
    planning: () => call<Schema['Planning']>(token, 'GET', `${path}/planning`),
    /** Changes settings, whatever their version; returns how to set them back. */
    change: async (change: Partial<Schema['Settings']>): Promise<() => Promise<void>> => {
      const before = await settings();
      await call(token, 'PUT', `${path}/settings`, documentOf({ ...before, ...change }));
      return async () => {
        const { version } = await settings();
        await call(token, 'PUT', `${path}/settings`, documentOf({ ...before, version }));
      };
    },
    addReason: (text: string) => call<Schema['Reason']>(token, 'POST', `${path}/reasons`, { text }),
    reasons: async () => (await call<Schema['ReasonTable']>(token, 'GET', `${path}/reasons`)).reasons,
    removeReason: (reasonId: string) => call(token, 'DELETE', `${path}/reasons/${reasonId}`),
    emails: async () => (await call<Schema['PatientEmails']>(token, 'GET', `${path}/patient-emails`)).emails,
    addEmails: (emails: string[]) =>
      call<Schema['PatientEmailsAdded']>(token, 'POST', `${path}/patient-emails`, { emails }),
    removeEmail: (email: string) => call(token, 'POST', `${path}/patient-emails/remove`, { email }),
    block: (startsAt: string, endsAt: string, label: string) =>
      call<Schema['Block']>(token, 'POST', `${path}/blocks`, { startsAt, endsAt, label, expectedAppointmentIds: [] }),
    unblock: (blockId: string) => call(token, 'DELETE', `${path}/blocks/${blockId}`),
    generate: () => call<Schema['Schedule']>(token, 'POST', `${path}/planning`),
    markAbsence: (appointmentId: string) =>
      call<Visit>(token, 'POST', `/api/appointments/${appointmentId}/absence`, {}),
    /** Writes the text of home visits; answers with what it was. */
    setHomeVisits: async (text: string): Promise<string> => {
      const { homeVisits } = await call<Schema['Planning']>(token, 'GET', `${path}/planning`);
      await call(token, 'PUT', `${path}/home-visits`, { text, version: homeVisits.version });
      return homeVisits.text;
    },
    move: (visit: Pick<Visit, 'appointmentId' | 'version'>, startsAt: string) =>
      call<Visit>(token, 'POST', `/api/appointments/${visit.appointmentId}/move`, { startsAt, version: visit.version }),
    cancel: (appointmentId: string) => call<Visit>(token, 'DELETE', `/api/appointments/${appointmentId}`),
  };
};

/** What can be saved of the settings as they are read. */
const documentOf = ({
  officeId: _id,
  timeZone: _zone,
  authorId: _author,
  savedAt: _at,
  ...document
}: Schema['Settings']) => document;

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Free starts by day, as anybody sees them. */
export const freeDays = async (officeId: string, from?: string, to?: string): Promise<Schema['DayAvailability'][]> => {
  const first = from ?? dayOf(Date.now(), 'Europe/Paris');
  const query = new URLSearchParams({ from: first, to: to ?? addDays(first, 90) });
  return (await call<Schema['Availability']>(undefined, 'GET', `/api/offices/${officeId}/availability?${query}`)).days;
};

export const isFree = async (officeId: string, startsAt: string): Promise<boolean> => {
  const day = dayOf(startsAt, 'Europe/Paris');
  const days = await freeDays(officeId, day, day);
  return days.some(({ starts }) => starts.some((start) => Date.parse(start) === Date.parse(startsAt)));
};

/** Free starts of one day, some days ahead, that is as empty as any: nobody's visit lies between them. */
export const aQuietDay = async (officeId: string): Promise<string[]> => {
  const today = dayOf(Date.now(), 'Europe/Paris');
  const days = await freeDays(officeId, addDays(today, 5), addDays(today, 40));
  const most = Math.max(...days.map(({ starts }) => starts.length));
  const quiet = days.filter(({ starts }) => starts.length === most);
  // Which of them does not matter, as long as runs on the same data do not crowd one day.
  const starts = quiet[Math.floor(Math.random() * quiet.length)]?.starts ?? [];
  if (starts.length < 10) throw new Error('The demo office has no quiet day left.');
  return starts;
};

export const book = (
  token: string,
  officeId: string,
  startsAt: string,
  reason?: string,
  phone?: string,
): Promise<Visit> => call<Visit>(token, 'POST', '/api/appointments', { officeId, startsAt, reason, phone });
