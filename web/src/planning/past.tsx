import { memo, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Planning, PlanningVisit } from '../api/staff';
import { Bone } from '../components/skeleton';
import { useLanguage } from '../i18n/use-language';
import { type DayText, dayOf, dayText } from '../time/format';
import { VisitLine } from './lines';
import { Part } from './part';
import c from './planning.module.css';
import { usePrinting } from './use-printing';

/** Third part: what is to be followed up, in red, then the last 30 days from yesterday back. */
export const Past = ({ planning }: { planning: Planning }) => {
  const { t } = useTranslation('staff');
  // Hundreds of lines below what is seen first: the page answers before they are rendered.
  const later = useDeferredValue<Planning | null>(planning, null);
  const shown = usePrinting() ? planning : later;
  return (
    <Part id="past" title={t('planning.past')}>
      {shown ? <PastVisits planning={shown} /> : <Bone height="12rem" />}
    </Part>
  );
};

const PastVisits = memo(({ planning }: { planning: Planning }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const { past, followUp, timeZone, today } = planning;
  const days = useMemo(() => {
    // What is followed up stands on top, once.
    const above = new Set(followUp.map((visit) => visit.appointmentId));
    return byDay(
      past.filter((visit) => !above.has(visit.appointmentId)),
      timeZone,
    );
  }, [past, followUp, timeZone]);
  const followed = useMemo(() => byDay(followUp, timeZone), [followUp, timeZone]);
  return (
    <>
      {followed.length > 0 && (
        <section className={c.followUp} aria-labelledby="follow-up">
          <h3 id="follow-up" className={c.followUpHead}>
            {t('planning.followUp')}
          </h3>
          {followed.map(([day, visits]) => (
            <div key={day}>
              <h4 className={c.followUpDay}>{dayText(day, language, today)}</h4>
              <ul className={c.lines}>
                {visits.map((visit) => (
                  <VisitLine key={visit.appointmentId} visit={visit} timeZone={timeZone} tone="alarm" />
                ))}
              </ul>
            </div>
          ))}
        </section>
      )}
      {days.length === 0 && <p className={c.nothing}>{t('planning.pastEmpty')}</p>}
      {days.map(([day, visits]) => (
        <section key={day} className={c.day} aria-label={dayText(day, language, today)}>
          <h3 className={c.dayHead}>{dayText(day, language, today)}</h3>
          <ul className={c.lines}>
            {visits.map((visit) => (
              <VisitLine key={visit.appointmentId} visit={visit} timeZone={timeZone} tone="past" />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
});

/** Visits in the order given, gathered by day. */
const byDay = (visits: readonly PlanningVisit[], timeZone: string): [DayText, PlanningVisit[]][] => {
  const days = new Map<DayText, PlanningVisit[]>();
  for (const visit of visits) {
    const day = dayOf(visit.startsAt, timeZone);
    days.set(day, [...(days.get(day) ?? []), visit]);
  }
  return [...days];
};
