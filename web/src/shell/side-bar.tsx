import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../api/session';
import { spacesFor } from './commands';
import { SiteMap } from './map';
import { Preferences } from './preferences';
import c from './shell.module.css';
import { Wordmark } from './wordmark';

export const SideBar = () => {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <nav className={c.side} aria-label={t('nav.main')}>
      <Link to="/" className={c.brand} aria-label={t('nav.home')}>
        <Wordmark />
      </Link>
      {/* Nothing rather than a map that would change a moment later. */}
      {me !== undefined && <SiteMap spaces={spacesFor(me)} />}
      <Preferences />
    </nav>
  );
};
