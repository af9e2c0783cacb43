import { Button } from '@mantine/core';
import { IconCalendarOff, IconCalendarPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type MyAppointment, myAppointmentsQuery } from '../api/appointments';
import { Empty } from '../components/empty';
import { Loaded } from '../components/loaded';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { useNow } from '../time/use-now';
import { CancelDialog } from '../visits/cancel-dialog';
import { partVisits } from '../visits/parts';
import { VisitCard } from '../visits/visit-card';
import c from '../visits/visits.module.css';

export const Component = () => {
  const { t } = useTranslation('patient');
  const visits = useQuery(myAppointmentsQuery);
  return (
    <Page title={t('visits.title')}>
      <Loaded query={visits}>{(all) => <Parts visits={all} />}</Loaded>
    </Page>
  );
};

const Parts = ({ visits }: { visits: MyAppointment[] }) => {
  const { t } = useTranslation('patient');
  const now = useNow();
  const parts = partVisits(visits, now);
  const [leaving, setLeaving] = useState<MyAppointment>();
  return (
    <>
      {parts.unpaid.length > 0 && (
        <Notice tone="danger" title={t('visits.unpaidTitle', { count: parts.unpaid.length })} heads>
          <p>{t('visits.unpaidText')}</p>
          <ul className={c.list}>
            {parts.unpaid.map((visit) => (
              <VisitCard key={visit.appointmentId} visit={visit} />
            ))}
          </ul>
        </Notice>
      )}
      <Part title={t('visits.coming')} id="coming">
        {parts.coming.length === 0 ? (
          <Empty
            icon={IconCalendarPlus}
            action={
              <Button component={Link} to="/recherche">
                {t('visits.book')}
              </Button>
            }
          >
            {t('visits.emptyComing')}
          </Empty>
        ) : (
          <ul className={c.list}>
            {parts.coming.map((visit) => (
              <VisitCard key={visit.appointmentId} visit={visit} onCancel={() => setLeaving(visit)} coming />
            ))}
          </ul>
        )}
      </Part>
      <Part title={t('visits.past')} id="past">
        {parts.past.length === 0 ? (
          <p className={c.quiet}>
            <IconCalendarOff size={20} stroke={1.75} aria-hidden="true" />
            {t('visits.emptyPast')}
          </p>
        ) : (
          <ul className={c.list}>
            {parts.past.map((visit) => (
              <VisitCard key={visit.appointmentId} visit={visit} />
            ))}
          </ul>
        )}
      </Part>
      {parts.absences.length > 0 && (
        <Part title={t('visits.absences')} id="absences">
          <ul className={c.list}>
            {parts.absences.map((visit) => (
              <VisitCard key={visit.appointmentId} visit={visit} />
            ))}
          </ul>
        </Part>
      )}
      <CancelDialog visit={leaving} onClose={() => setLeaving(undefined)} />
    </>
  );
};

const Part = ({ title, id, children }: { title: string; id: string; children: ReactNode }) => (
  <section className={c.part} aria-labelledby={id}>
    <h2 id={id} className={c.heading} tabIndex={-1}>
      {title}
    </h2>
    {children}
  </section>
);
