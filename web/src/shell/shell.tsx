import { Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useMe } from '../api/session';
import { CrashBoundary } from '../components/crash';
import { PageSkeleton } from '../components/skeleton';
import { Toasts } from '../components/toasts';
import { BottomBar } from './bottom-bar';
import { hasAgreed } from './has-agreed';
import c from './shell.module.css';
import { SideBar } from './side-bar';
import { TopBar } from './top-bar';
import { useArrival } from './use-arrival';

/** Pages that a person who has not agreed to the terms yet may still read. */
const readableBeforeConsent = /^\/(bienvenue|aide|professionnels)/;

/** The frame of every page: the map of the site around, the page inside. */
export const Shell = () => {
  const { t } = useTranslation();
  const me = useMe();
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  useArrival(main);

  if (me && !hasAgreed(me) && !readableBeforeConsent.test(location.pathname)) {
    const returnTo = encodeURIComponent(location.pathname + location.search);
    return <Navigate to={`/bienvenue?retour=${returnTo}`} replace />;
  }

  return (
    <div className={c.frame}>
      <a className={c.skip} href="#contenu">
        {t('skip')}
      </a>
      <SideBar />
      <div className={c.column}>
        <TopBar />
        <main id="contenu" className={c.main} ref={main} tabIndex={-1}>
          <CrashBoundary place={location.pathname}>
            <Suspense fallback={<PageSkeleton />}>
              <Outlet />
            </Suspense>
          </CrashBoundary>
        </main>
      </div>
      <BottomBar />
      <Toasts />
    </div>
  );
};
