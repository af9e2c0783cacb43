import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../api/session';
import { Page } from '../components/page';
import c from './trial.module.css';

export const Component = () => {
  const { t } = useTranslation('public');
  const me = useMe();
  return (
    <Page title={t('trial.title')} lead={t('trial.lead')} wide>
      <ul className={c.points}>
        {t('trial.points', { returnObjects: true }).map((point) => (
          <li key={point.title} className={c.point}>
            <IconCheck size={22} stroke={2} aria-hidden="true" />
            <div>
              <h2>{point.title}</h2>
              <p>{point.text}</p>
            </div>
          </li>
        ))}
      </ul>
      <section className={c.start} aria-labelledby="start">
        <h2 id="start">{t('trial.startTitle')}</h2>
        <p>{t('trial.start')}</p>
        <div className={c.actions}>
          {!me && (
            <Button component={Link} to="/inscription" size="md">
              {t('trial.register')}
            </Button>
          )}
          <Button component={Link} to="/aide/praticien" variant="default" size="md">
            {t('trial.help')}
          </Button>
        </div>
      </section>
    </Page>
  );
};
