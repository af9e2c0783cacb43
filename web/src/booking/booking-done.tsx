import { Button } from '@mantine/core';
import { IconCalendarDown, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Appointment } from '../api/appointments';
import type { Office } from '../api/offices';
import { useLanguage } from '../i18n/use-language';
import { epochOf, momentText } from '../time/format';
import { now } from '../time/server-time';
import c from './booking-form.module.css';
import { calendarFile, saveFile } from './calendar-file';
import { addressOf } from './place';

type Props = { appointment: Appointment; office: Office; email: string; onAnother: () => void };

const twoDays = 48 * 3_600_000;

export const BookingDone = ({ appointment, office, email, onAnother }: Props) => {
  const { t } = useTranslation('booking');
  const language = useLanguage();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const name = `${office.firstName} ${office.lastName}`;
  const reminded = epochOf(appointment.startsAt) - now() > twoDays;
  return (
    <section className={c.done} aria-labelledby="done">
      <h2 id="done" className={c.doneTitle} ref={title} tabIndex={-1}>
        <IconCircleCheck size={28} aria-hidden="true" />
        {t('done.title')}
      </h2>
      <p className={c.doneMoment}>{momentText(appointment.startsAt, appointment.timeZone, language)}</p>
      <p>
        {t('done.with', { name })}
        {appointment.reason && `, ${appointment.reason}`}
      </p>
      <p>{reminded ? t('done.mail', { email }) : t('done.mailSoon', { email })}</p>
      <div className={c.actions}>
        <Button component={Link} to="/mes-visites">
          {t('done.visits')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconCalendarDown size={20} stroke={1.75} aria-hidden="true" />}
          onClick={() =>
            saveFile('rendez-vous.ics', calendarFile(appointment, name, addressOf(office), location.hostname, now()))
          }
        >
          {t('done.calendar')}
        </Button>
        <Button variant="default" onClick={onAnother}>
          {t('done.another')}
        </Button>
      </div>
    </section>
  );
};
