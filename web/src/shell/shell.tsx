import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useMe } from '../api/session';
import { PageSkeleton } from '../components/skeleton';
import { Toasts } from '../components/toasts';
import { BottomBar } from './bottom-bar';
import { SideBar } from './side-bar';
import c from './shell.module.css';
import { TopBar } from './top-bar';

/** Pages that a person who has not agreed to the terms yet may still read. */
const readableBeforeConsent = /^\/(bienvenue|aide|professionnels)/;

/** The frame of every page: the map of the site around, the page inside. */
export const Shell = () => {
  const { t } = useTranslation();
  const me = useMe();
  const location = useLocation();
  const navigation = useNavigation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // A new page is announced by moving the focus to its title, as a page load would.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what makes a page new
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const title = main.current?.querySelector('h1');
    (title ?? main.current)?.focus({ preventScroll: true });
  }, [location.pathname]);

  if (me && (!me.consents || me.consents.termsVersion !== me.termsVersion) && !readableBeforeConsent.test(location.pathname)) {
    const returnTo = encodeURIComponent(location.pathname + location.search);
    return <Navigate to={`/bienvenue?retour=${returnTo}`} replace />;
  }

  return (
    <div className={c.frame}>
      <a className={c.skip} href="#contenu">
        {t('skip')}
      </a>
      <div className={c.progress} data-busy={navigation.state !== 'idle' || undefined} aria-hidden="true" />
      <SideBar />
      <div className={c.column}>
        <TopBar />
        <main id="contenu" className={c.main} ref={main} tabIndex={-1}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <BottomBar />
      <Toasts />
      <ScrollRestoration />
    </div>
  );
};
