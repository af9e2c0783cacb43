import type { PlanningVisit } from '../api/staff';
import type { Language } from '../i18n/i18n';
import { timeText } from '../time/format';

/** What the colour of a line tells, together with its icon. */
export type Tone = 'today' | 'later' | 'past' | 'alarm';

type Named = Pick<PlanningVisit, 'patient' | 'reason' | 'startsAt'>;

/** First name first, as everywhere on the planning. */
export const nameOf = ({ patient }: Pick<PlanningVisit, 'patient'>): string =>
  `${patient.firstName} ${patient.lastName}`.trim();

/** `Patrick Plisson, visite par téléconsultation (0612345678) à 16h15`: first name first, the time as people say it (E1). */
export const planningLine = (visit: Named, timeZone: string, language: Language): string => {
  const name = nameOf(visit);
  const what = visit.reason ? `${name}, ${visit.reason}` : name;
  return `${what} ${language === 'fr' ? 'à' : 'at'} ${timeText(visit.startsAt, timeZone, language)}`;
};

export type Mark = 'current' | 'over' | 'absence' | 'unpaid' | 'banned';

/** The marks of a line, in their order. That a visit is over is said of today's alone: of the past it goes without saying. */
export const marksOf = (
  visit: Pick<PlanningVisit, 'absence' | 'unpaid' | 'patient'>,
  { current, over, tone }: { current?: boolean; over?: boolean; tone: Tone },
): Mark[] => {
  const holds: [Mark, boolean | undefined][] = [
    ['current', current],
    ['over', over && tone === 'today'],
    ['absence', visit.absence],
    ['unpaid', visit.unpaid],
    ['banned', visit.patient.banned],
  ];
  return holds.flatMap(([mark, held]) => (held ? [mark] : []));
};

/** Marks of what staff must see to. */
export const isAlarm = (mark: Mark): boolean => mark === 'absence' || mark === 'unpaid';
