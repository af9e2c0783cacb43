import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCalendarDown, IconCash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MyAppointment } from '../api/appointments';
import { calendarFile, saveFile } from '../booking/calendar-file';
import { useLanguage } from '../i18n/use-language';
import { dayOf, momentText } from '../time/format';
import { now } from '../time/server-time';
import c from './visits.module.css';

type Props = { visit: MyAppointment; coming?: boolean; onCancel?: () => void };

/** One visit of a patient: when, with whom, why, where, and what can be done. */
export const VisitCard = ({ visit, coming, onCancel }: Props) => {
  const { t } = useTranslation('patient');
  const language = useLanguage();
  const { office } = visit;
  const today = dayOf(now(), visit.timeZone);
  const moment = momentText(visit.startsAt, visit.timeZone, language, today);
  const name = office ? `${office.firstName} ${office.lastName}` : t('visits.gone');
  const place = office ? [office.street, `${office.postalCode} ${office.city}`.trim()].filter(Boolean).join(', ') : '';
  return (
    <li
      className={c.card}
      data-alarm={visit.unpaid || visit.absence || undefined}
      data-cancelled={visit.state === 'cancelled' || undefined}
    >
      <h3 className={c.moment}>{moment}</h3>
      <p className={c.who}>
        {name}
        {office?.mainFunction && <span className={c.quietInline}>, {office.mainFunction}</span>}
      </p>
      {visit.reason && <p>{visit.reason}</p>}
      {coming && place && <p className={c.quietInline}>{place}</p>}
      <div className={c.marks}>
        {visit.unpaid && (
          <Mark icon={<IconCash size={18} aria-hidden="true" />} alarm>
            {t('visits.unpaid')}
          </Mark>
        )}
        {visit.absence && (
          <Mark icon={<IconAlertTriangle size={18} aria-hidden="true" />} alarm>
            {t('visits.absence')}
          </Mark>
        )}
        {visit.state === 'cancelled' && (
          <Mark icon={<IconBan size={18} aria-hidden="true" />}>{t('visits.cancelled')}</Mark>
        )}
        {visit.state === 'requested' && <Mark>{t('visits.requested')}</Mark>}
      </div>
      {coming && (
        <div className={c.actions}>
          {visit.mayCancel && onCancel && (
            <Button variant="default" aria-label={t('visits.cancelNamed', { moment })} onClick={onCancel}>
              {t('visits.cancel')}
            </Button>
          )}
          <Button
            variant="default"
            aria-label={t('visits.calendarNamed', { moment })}
            leftSection={<IconCalendarDown size={20} stroke={1.75} aria-hidden="true" />}
            onClick={() => saveFile('rendez-vous.ics', calendarFile(visit, name, place, location.hostname, now()))}
          >
            {t('visits.calendar')}
          </Button>
          {!visit.mayCancel && <p className={c.quietInline}>{t('visits.notCancellable')}</p>}
        </div>
      )}
      {!coming && office && !visit.unpaid && (
        <div className={c.actions}>
          <Link
            className={c.again}
            to={`/officine/${office.officeId}`}
            aria-label={t('visits.bookAgainNamed', { name })}
          >
            {t('visits.bookAgain')}
          </Link>
        </div>
      )}
    </li>
  );
};

const Mark = ({ icon, alarm, children }: { icon?: ReactNode; alarm?: boolean; children: ReactNode }) => (
  <span className={c.mark} data-alarm={alarm || undefined}>
    {icon}
    {children}
  </span>
);
