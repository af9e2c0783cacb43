import { Button } from '@mantine/core';
import { IconListDetails, IconPrinter, IconRefresh, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemError } from '../api/problem';
import { type MyOffice, scheduleQuery } from '../api/staff';
import { Empty } from '../components/empty';
import { Loaded } from '../components/loaded';
import { Page } from '../components/page';
import { AfterAWhile, Bone } from '../components/skeleton';
import { Coming } from '../planning/coming';
import { Freshness } from '../planning/freshness';
import { Now } from '../planning/now';
import { Part } from '../planning/part';
import { Past } from '../planning/past';
import c from '../planning/planning.module.css';
import { isEmpty } from '../planning/rows';
import { usePlanning } from '../planning/use-planning';
import { OfficeScope } from '../staff/office-scope';
import { onServer } from '../time/server-time';
import { useNow } from '../time/use-now';

export { askFirst as ask } from '../planning/ask-first';

export const Component = () => {
  const { t } = useTranslation('staff');
  return (
    <Page title={t('planning.title')} wide>
      <OfficeScope>{(office) => <OfficePlanning key={office.officeId} office={office} />}</OfficeScope>
    </Page>
  );
};

const OfficePlanning = ({ office }: { office: MyOffice }) => {
  const { t } = useTranslation('staff');
  const now = useNow();
  const { query, live, glowing, news, refresh } = usePlanning(office.officeId);
  return (
    <div className={c.planning}>
      <p className={c.news} role="status" aria-live="polite">
        {news}
      </p>
      <Loaded query={query} skeleton={<PlanningSkeleton />}>
        {(planning) => {
          const tools = (
            <div className={c.tools}>
              <Freshness
                at={onServer(query.dataUpdatedAt)}
                now={now}
                failed={query.error instanceof ProblemError && query.error.transient}
                live={live}
                timeZone={planning.timeZone}
              />
              <Button
                variant="default"
                leftSection={<IconRefresh size={20} stroke={1.75} aria-hidden="true" />}
                loading={query.isFetching}
                onClick={refresh}
              >
                {t('planning.refresh')}
              </Button>
              <Button
                variant="default"
                className={c.print}
                leftSection={<IconPrinter size={20} stroke={1.75} aria-hidden="true" />}
                onClick={() => window.print()}
              >
                {t('planning.print')}
              </Button>
            </div>
          );
          return (
            <>
              <Now planning={planning} now={now} />
              {isEmpty(planning) ? (
                <>
                  {tools}
                  <NothingYet office={office} />
                </>
              ) : (
                <div className={c.parts} data-home={planning.homeVisits.text.trim() ? true : undefined}>
                  <Coming planning={planning} now={now} glowing={glowing} tools={tools} />
                  {planning.homeVisits.text.trim() && <HomeVisits text={planning.homeVisits.text} />}
                  <Past planning={planning} />
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
};

/** An office without a visit: perhaps its planning does not exist yet, and then that comes first. */
const NothingYet = ({ office }: { office: MyOffice }) => {
  const { t } = useTranslation('staff');
  const schedule = useQuery(scheduleQuery(office.officeId));
  if (schedule.data?.generated === false) {
    return (
      <Empty
        icon={IconListDetails}
        action={
          office.relation === 'owner' && (
            <div className={c.tools}>
              <Button
                component={Link}
                to="/parametrage"
                variant="default"
                leftSection={<IconSettings size={20} aria-hidden="true" />}
              >
                {t('planning.toSettings')}
              </Button>
              <Button component={Link} to="/generation">
                {t('planning.toGeneration')}
              </Button>
            </div>
          )
        }
      >
        {t('planning.notGenerated')}
      </Empty>
    );
  }
  return <Empty icon={IconListDetails}>{t('planning.empty')}</Empty>;
};

const HomeVisits = ({ text }: { text: string }) => {
  const { t } = useTranslation('staff');
  return (
    <Part id="home-visits" title={t('planning.home')}>
      <p className={c.homeText}>{text}</p>
    </Part>
  );
};

const PlanningSkeleton = () => (
  <AfterAWhile>
    <div className={c.planning} aria-hidden="true">
      <Bone height="7rem" />
      <Bone height="3rem" width="60%" />
      <Bone height="24rem" />
    </div>
  </AfterAWhile>
);
