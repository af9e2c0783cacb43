import type { Session } from '../api/session';
import type { MyOffice, Planning } from '../api/staff';
import type texts from '../i18n/fr/staff.json';
import { hasAgreed } from '../shell/has-agreed';
import { officeAmong, rememberedOffice } from '../staff/chosen-office';
import { onServer } from '../time/server-time';
import { arrivedMs, askEarly } from './answers';
import { loadTexts } from './texts';

/** What the planning page shows first. */
export interface FirstPlanning {
  office: MyOffice;
  /** There is another office to choose. */
  several: boolean;
  planning: Planning;
  /** When it was answered, in the server's time. */
  readMs: number;
  texts: typeof texts;
}

/** Asks it while the code that paints it is on its way; undefined for who is no staff, and for whatever is not the usual case. */
export const askPlanningEarly = async (asked: Promise<Session | undefined>): Promise<FirstPlanning | undefined> => {
  const loaded = loadTexts<typeof texts>('staff');
  const session = await asked;
  if (!session?.signedIn || !hasAgreed(session.me)) return undefined;
  const mine = officeAmong(session.me.affiliations, rememberedOffice());
  if (!mine) return undefined;
  const question = `/api/offices/${mine.officeId}/planning`;
  const [answer, planning, staff] = await Promise.all([
    askEarly<{ offices: MyOffice[] }>('/api/me/offices'),
    askEarly<Planning>(question),
    loaded,
  ]);
  const arrived = arrivedMs(question);
  const offices = answer?.offices ?? [];
  const office = officeAmong(offices, rememberedOffice());
  if (!staff || !planning || arrived === undefined || office?.officeId !== planning.officeId) return undefined;
  return { office, several: offices.length > 1, planning, readMs: onServer(arrived), texts: staff };
};
