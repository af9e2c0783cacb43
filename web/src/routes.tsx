import { type ComponentType, lazy, type ReactNode, useState } from 'react';
import { matchPath, Route, Routes } from 'react-router';
import { availabilityQuery, officeQuery } from './api/offices';
import { queries } from './api/query-client';
import { loadTexts } from './i18n/i18n';
import type { Namespace } from './i18n/resources';
import { NotFound } from './pages/not-found';
import { Shell } from './shell/shell';

type PageModule = { Component: ComponentType };
type Params = Record<string, string | undefined>;
type Page = { path: string; element: ReactNode; load: (params: Params) => Promise<unknown> };

/** Shows a page: at once when it was loaded before, without a blank in between; else when it is there. */
const Shown = ({ loaded, otherwise }: { loaded: () => ComponentType | undefined; otherwise: ComponentType }) => {
  const [Component] = useState<ComponentType>(() => loaded() ?? otherwise);
  return <Component />;
};

/** A page with its texts, loaded together when its address is first opened; `ask` asks for its data meanwhile. */
const page = (
  path: string,
  load: () => Promise<PageModule>,
  texts: Namespace,
  ask?: (params: Params) => Promise<unknown>,
): Page => {
  let loaded: ComponentType | undefined;
  const loadAll = async () => {
    const [module] = await Promise.all([load(), loadTexts(texts)]);
    loaded = module.Component;
    return { default: module.Component };
  };
  return {
    path,
    element: <Shown key={path} loaded={() => loaded} otherwise={lazy(loadAll)} />,
    load: (params) => Promise.all([loadAll(), ask?.(params)]),
  };
};

/** Long enough for an answer that is there already, or all but: with it the page is whole when it is first shown. */
const A_MOMENT_MS = 300;

const forAMoment = (asked: Promise<unknown>) =>
  Promise.race([asked.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, A_MOMENT_MS))]);

const askOffice = ({ officeId = '' }: Params) =>
  forAMoment(
    Promise.all([queries.prefetchQuery(officeQuery(officeId)), queries.prefetchQuery(availabilityQuery(officeId))]),
  );

const askPlanning = async () => forAMoment((await import('./pages/planning')).ask());

const pages: Page[] = [
  page('/', () => import('./pages/home'), 'public'),
  page('/recherche', () => import('./pages/search'), 'public'),
  page('/professionnels', () => import('./pages/trial'), 'public'),
  page('/inscription', () => import('./pages/register'), 'public'),
  page('/officine/:officeId', () => import('./pages/office'), 'booking', askOffice),
  page('/bienvenue', () => import('./pages/consents'), 'patient'),
  page('/mes-visites', () => import('./pages/my-visits'), 'patient'),
  page('/mes-praticiens', () => import('./pages/my-practitioners'), 'patient'),
  page('/mon-compte', () => import('./pages/account'), 'patient'),
  page('/planning', () => import('./pages/planning'), 'staff', askPlanning),
  page('/parametrage', () => import('./pages/settings'), 'staff'),
  page('/parametrage/modifier', () => import('./pages/settings-edit'), 'staff'),
  page('/generation', () => import('./pages/generation'), 'staff'),
  page('/motifs', () => import('./pages/reasons'), 'staff'),
  page('/adresses-mail', () => import('./pages/emails'), 'staff'),
  page('/aide/:who', () => import('./pages/help'), 'help'),
];

/** Loads the page of an address ahead of showing it. A failure is left to the page itself, which says it. */
export const preloadPage = async (pathname: string): Promise<void> => {
  for (const { path, load } of pages) {
    const match = matchPath(path, pathname);
    if (match) await load(match.params).catch(() => undefined);
  }
};

export const Pages = () => (
  <Routes>
    <Route element={<Shell />}>
      {pages.map(({ path, element }) => (
        <Route key={path} path={path} element={element} />
      ))}
      <Route path="*" element={<NotFound />} />
    </Route>
  </Routes>
);
