import { Button } from '@mantine/core';
import { IconArrowRight, IconCalendarCheck, IconCalendarWeek } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { signInUrl, useMe } from '../api/session';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { SearchForm } from '../components/search-form';
import { searchPath } from '../components/search-path';
import c from './home.module.css';

export const Component = () => {
  const { t } = useTranslation(['public', 'common']);
  const me = useMe();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const staff = (me?.affiliations.length ?? 0) > 0;
  return (
    <Page title={t('home.title')} lead={t('home.lead')} wide>
      {params.get('signin') === 'failed' && (
        <Notice tone="warning" title={t('home.signinFailed')} live>
          <p>{t('home.signinFailedText')}</p>
          <Button component="a" href={signInUrl('/')} variant="default">
            {t('common:nav.signIn')}
          </Button>
        </Notice>
      )}
      {params.get('signin') === 'away' && (
        <Notice tone="warning" title={t('home.signinAway')} live>
          <p>{t('home.signinAwayText')}</p>
          <Button component="a" href={signInUrl('/')} variant="default">
            {t('common:nav.signIn')}
          </Button>
        </Notice>
      )}
      <SearchForm onSearch={(q, city) => navigate(searchPath(q, city))} />
      {staff && (
        <Link to="/planning" className={c.shortcut}>
          <IconCalendarWeek size={28} stroke={1.75} aria-hidden="true" />
          <span>{t('home.shortcut')}</span>
          <IconArrowRight size={24} aria-hidden="true" />
        </Link>
      )}
      {me && !staff && (
        <Link to="/mes-visites" className={c.shortcut}>
          <IconCalendarCheck size={28} stroke={1.75} aria-hidden="true" />
          <span>{t('home.shortcutVisits')}</span>
          <IconArrowRight size={24} aria-hidden="true" />
        </Link>
      )}
      <section className={c.section} aria-labelledby="how">
        <h2 id="how" className={c.heading}>
          {t('home.howTitle')}
        </h2>
        <ol className={c.steps}>
          {t('home.how', { returnObjects: true }).map((step) => (
            <li key={step.title} className={c.step}>
              <h3>{step.title}</h3>
              <p>{step.text}</p>
            </li>
          ))}
        </ol>
      </section>
      <div className={c.pair}>
        <section className={c.section} aria-labelledby="what">
          <h2 id="what" className={c.heading}>
            {t('home.whatTitle')}
          </h2>
          <p className={c.prose}>{t('home.what')}</p>
        </section>
        <aside className={c.banner} aria-labelledby="trial">
          <h2 id="trial" className={c.heading}>
            {t('home.trialTitle')}
          </h2>
          <p>{t('home.trial')}</p>
          <Link to="/professionnels" className={c.bannerLink}>
            {t('home.trialLink')}
            <IconArrowRight size={20} aria-hidden="true" />
          </Link>
        </aside>
      </div>
    </Page>
  );
};
