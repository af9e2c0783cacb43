import { Button } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import { signInUrl, useMe } from '../api/session';
import { Dialog } from '../components/dialog';
import c from './bottom-bar.module.css';
import { barFor, spacesFor } from './commands';
import { SiteMap } from './map';
import { Preferences } from './preferences';

/** The phone's bar: three commands under the thumb, and the whole map behind the fourth. */
export const BottomBar = () => {
  const { t } = useTranslation();
  const me = useMe();
  const location = useLocation();
  const [open, setOpen] = useState(false);
  return (
    <nav className={c.bottom} aria-label={t('nav.short')}>
      <ul className={c.bottomList} data-unknown={me === undefined || undefined}>
        {barFor(me).map((command) => (
          <li key={command.name}>
            <NavLink to={command.to} className={c.bottomItem} end={command.to === '/'}>
              <command.icon size={24} stroke={1.75} aria-hidden="true" />
              <span>{t(`short.${command.name}`)}</span>
            </NavLink>
          </li>
        ))}
        <li>
          <button type="button" className={c.bottomItem} aria-haspopup="dialog" onClick={() => setOpen(true)}>
            <IconMenu2 size={24} stroke={1.75} aria-hidden="true" />
            <span>{t('nav.menu')}</span>
          </button>
        </li>
      </ul>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('nav.menu')} sheet>
        {me === null && (
          <div className={c.sheetActions}>
            <Button component={Link} to="/inscription" variant="default" onClick={() => setOpen(false)}>
              {t('nav.register')}
            </Button>
            <Button component="a" href={signInUrl(location.pathname + location.search)}>
              {t('nav.signIn')}
            </Button>
          </div>
        )}
        <SiteMap spaces={spacesFor(me)} onPick={() => setOpen(false)} />
        <Preferences />
      </Dialog>
    </nav>
  );
};
