import { useTranslation } from 'react-i18next';
import type { Planning, PlanningVisit } from '../api/staff';
import { useLanguage } from '../i18n/use-language';
import { dayOf, dayText, timeText } from '../time/format';
import { nameOf } from './line';
import c from './now.module.css';
import { PhoneActions } from './phone-actions';
import { currentVisit, minutesSince, nextVisit } from './rows';

/** The visit of the moment, large enough to be read from a metre away, and the next one below. */
export const Now = ({ planning, now }: { planning: Planning; now: number }) => {
  const { t } = useTranslation('staff');
  const current = currentVisit(planning.coming, now);
  const next = nextVisit(planning.coming, now);
  if (!current && !next) return null;
  return (
    <section className={c.now} aria-label={t('planning.now')} data-testid="now">
      {current && <Big key={current.appointmentId} visit={current} planning={planning} now={now} />}
      {next && <Next visit={next} planning={planning} large={!current} />}
    </section>
  );
};

const Big = ({ visit, planning, now }: { visit: PlanningVisit; planning: Planning; now: number }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const late = minutesSince(visit.startsAt, now);
  return (
    <div className={c.current}>
      <p className={c.nowLabel}>
        {t('planning.current', { time: timeText(visit.startsAt, planning.timeZone, language) })}
        {late > 0 && <strong className={c.late}>{t('planning.late', { count: late })}</strong>}
      </p>
      <p className={c.nowName}>{nameOf(visit)}</p>
      {visit.reason && <p className={c.nowReason}>{visit.reason}</p>}
      {visit.phone && <PhoneActions phone={visit.phone} name={nameOf(visit)} large />}
    </div>
  );
};

const Next = ({ visit, planning, large }: { visit: PlanningVisit; planning: Planning; large: boolean }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const day = dayOf(visit.startsAt, planning.timeZone);
  const time = timeText(visit.startsAt, planning.timeZone, language);
  return (
    <div className={c.next} data-large={large || undefined}>
      <p className={c.nowLabel}>
        {day === planning.today
          ? t('planning.nextToday', { time })
          : t('planning.nextLater', { day: dayText(day, language), time })}
      </p>
      <p className={c.nextName}>
        {nameOf(visit)}
        {visit.reason && <span>, {visit.reason}</span>}
      </p>
    </div>
  );
};
