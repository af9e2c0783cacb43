import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { signInUrl, useMe } from '../api/session';
import { Greeting } from './greeting';
import shell from './shell.module.css';
import c from './top-bar.module.css';
import { Wordmark } from './wordmark';

export const TopBar = () => {
  const { t } = useTranslation();
  const me = useMe();
  const location = useLocation();
  return (
    <header className={c.top}>
      <Link to="/" className={shell.topBrand} aria-label={t('nav.home')}>
        <Wordmark />
      </Link>
      {me && <Greeting me={me} />}
      {me === null && (
        <div className={c.topActions}>
          <Link className={c.quiet} to="/inscription">
            {t('nav.register')}
          </Link>
          <Button component="a" href={signInUrl(location.pathname + location.search)}>
            {t('nav.signIn')}
          </Button>
        </div>
      )}
    </header>
  );
};
