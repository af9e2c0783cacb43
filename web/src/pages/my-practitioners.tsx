import { Button } from '@mantine/core';
import { IconCalendarStar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { myAppointmentsQuery } from '../api/appointments';
import { Empty } from '../components/empty';
import { Loaded } from '../components/loaded';
import { Page } from '../components/page';
import { myOffices } from '../visits/parts';
import c from '../visits/visits.module.css';

export const Component = () => {
  const { t } = useTranslation('patient');
  const visits = useQuery(myAppointmentsQuery);
  return (
    <Page title={t('mine.title')} lead={t('mine.lead')}>
      <Loaded query={visits}>
        {(all) => {
          const offices = myOffices(all);
          if (offices.length === 0) {
            return (
              <Empty
                icon={IconCalendarStar}
                action={
                  <Button component={Link} to="/recherche">
                    {t('mine.find')}
                  </Button>
                }
              >
                {t('mine.empty')}
              </Empty>
            );
          }
          return (
            <>
              <ul className={c.list}>
                {offices.map((office) => (
                  <li key={office.officeId} className={c.card}>
                    <h2 className={c.moment}>
                      {office.firstName} {office.lastName}
                    </h2>
                    <p className={c.quietInline}>{[office.mainFunction, office.city].filter(Boolean).join(', ')}</p>
                    <div className={c.actions}>
                      <Button component={Link} to={`/officine/${office.officeId}`}>
                        {t('mine.book')}
                      </Button>
                    </div>
                  </li>
                ))}
              </ul>
              <Link to="/recherche" className={c.again}>
                {t('mine.other')}
              </Link>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};
