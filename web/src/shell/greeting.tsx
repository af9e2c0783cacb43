import { IconChevronDown, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Me } from '../api/session';
import { signOut } from '../api/sign-out';
import map from './map.module.css';
import c from './top-bar.module.css';

/** "Bonjour, Nom Prénom": who is signed in, and the way out. */
export const Greeting = ({ me }: { me: Me }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
      document.removeEventListener('keydown', onKey);
    };
  }, [open]);

  return (
    <div className={c.greeting} ref={box}>
      <button
        type="button"
        ref={button}
        className={c.greetingButton}
        aria-expanded={open}
        aria-controls="greeting-menu"
        onClick={() => setOpen(!open)}
      >
        <span className={c.greetingName}>{t('nav.greeting', { lastName: me.lastName, firstName: me.firstName })}</span>
        <IconChevronDown size={18} aria-hidden="true" />
      </button>
      <ul className={c.greetingMenu} id="greeting-menu" hidden={!open}>
        <li>
          <Link to="/mon-compte" className={map.command} onClick={() => setOpen(false)}>
            <IconUserCircle size={20} stroke={1.75} aria-hidden="true" />
            {t('commands.account')}
          </Link>
        </li>
        <li>
          <button
            type="button"
            className={map.command}
            disabled={leaving}
            onClick={() => {
              setLeaving(true);
              void signOut();
            }}
          >
            <IconLogout size={20} stroke={1.75} aria-hidden="true" />
            {t('nav.signOut')}
          </button>
        </li>
      </ul>
    </div>
  );
};
