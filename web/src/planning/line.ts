import type { PlanningVisit } from '../api/staff';
import type { Language } from '../i18n/i18n';
import { timeText } from '../time/format';

type Named = Pick<PlanningVisit, 'patient' | 'reason' | 'startsAt'>;

/** `Patrick Plisson, visite par téléconsultation (0612345678) à 16h15`: first name first, the time as people say it (E1). */
export const planningLine = (visit: Named, timeZone: string, language: Language): string => {
  const name = `${visit.patient.firstName} ${visit.patient.lastName}`.trim();
  const what = visit.reason ? `${name}, ${visit.reason}` : name;
  return `${what} ${language === 'fr' ? 'à' : 'at'} ${timeText(visit.startsAt, timeZone, language)}`;
};
