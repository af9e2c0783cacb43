import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { herePath, signInUrl } from '../api/session';
import c from './components.module.css';
import { Notice } from './notice';

/**
 * The session ended under an open page: what was typed or shown stays, and signing in happens beside it. A direct child of the page, in
 * sight wherever she has scrolled to.
 */
export const SessionOver = () => {
  const { t } = useTranslation();
  return (
    <div className={c.inSight}>
      <Notice tone="warning" title={t('session.over')} live>
        <p>{t('session.overText')}</p>
        <Button component="a" href={signInUrl(herePath())} target="_blank" rel="noopener">
          {t('session.signIn')}
        </Button>
      </Notice>
    </div>
  );
};
