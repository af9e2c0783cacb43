import { Button } from '@mantine/core';
import { IconMapPin, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type Office, officeQuery } from '../api/offices';
import { OfficeInfo } from '../booking/office-info';
import { OpenBooking } from '../booking/open-booking';
import { addressOf } from '../booking/place';
import { dialled } from '../booking/reserved-word';
import { Loaded } from '../components/loaded';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import c from './office.module.css';

export const Component = () => {
  const { t } = useTranslation('booking');
  const { officeId = '' } = useParams();
  const office = useQuery(officeQuery(officeId));
  return (
    <Loaded
      query={office}
      refused={(problem) =>
        problem.code === 'office_not_found' || problem.status === 400 ? (
          <Page title={t('office.notFound')} lead={t('office.notFoundText')}>
            <div>
              <Button component={Link} to="/recherche">
                {t('office.search')}
              </Button>
            </div>
          </Page>
        ) : undefined
      }
    >
      {(found) => <OfficePage key={found.officeId} office={found} />}
    </Loaded>
  );
};

const OfficePage = ({ office }: { office: Office }) => {
  const { t } = useTranslation('booking');
  const name = `${office.firstName} ${office.lastName}`;
  const place = addressOf(office);
  const { profile } = office;
  return (
    <Page
      title={name}
      wide
      lead={
        <>
          {office.mainFunction && <span className={c.function}>{office.mainFunction}</span>}
          {place && (
            <span className={c.place}>
              <IconMapPin size={20} stroke={1.75} aria-hidden="true" />
              {place}
            </span>
          )}
        </>
      }
    >
      <div className={c.columns}>
        <div className={c.booking}>
          {profile && office.bookable ? (
            <OpenBooking office={office} profile={profile} />
          ) : (
            <Notice tone="info" title={t('office.closed')}>
              <p>{t('office.closedText')}</p>
              {profile?.secretariatPhone && (
                <a className={c.phone} href={dialled(profile.secretariatPhone)}>
                  <IconPhone size={20} aria-hidden="true" />
                  {t('office.closedPhone')} {profile.secretariatPhone}
                </a>
              )}
            </Notice>
          )}
        </div>
        {profile && <OfficeInfo profile={profile} />}
      </div>
    </Page>
  );
};
