import type { ComponentType } from 'react';
import { createBrowserRouter, type LazyRouteFunction, type RouteObject } from 'react-router';
import { loadTexts } from './i18n/i18n';
import type { Namespace } from './i18n/resources';
import { Crash } from './pages/crash';
import { NotFound } from './pages/not-found';
import { Shell } from './shell/shell';

type PageModule = { Component: ComponentType };

/** A page with its texts, loaded together when its address is first opened. */
const page =
  (load: () => Promise<PageModule>, ...texts: Namespace[]): LazyRouteFunction<RouteObject> =>
  async () => {
    const [module] = await Promise.all([load(), loadTexts(...texts)]);
    return { Component: module.Component };
  };

const pages: RouteObject[] = [
  { index: true, lazy: page(() => import('./pages/home'), 'public') },
  { path: 'recherche', lazy: page(() => import('./pages/search'), 'public') },
  { path: 'professionnels', lazy: page(() => import('./pages/trial'), 'public') },
  { path: 'inscription', lazy: page(() => import('./pages/register'), 'public') },
  { path: 'bienvenue', lazy: page(() => import('./pages/consents'), 'patient') },
  { path: 'officine/:officeId', lazy: page(() => import('./pages/office'), 'booking') },
  { path: 'mes-visites', lazy: page(() => import('./pages/my-visits'), 'patient') },
  { path: 'mes-praticiens', lazy: page(() => import('./pages/my-practitioners'), 'patient') },
  { path: 'mon-compte', lazy: page(() => import('./pages/account'), 'patient') },
  { path: 'planning', lazy: page(() => import('./pages/planning'), 'staff') },
  { path: 'parametrage', lazy: page(() => import('./pages/settings'), 'staff') },
  { path: 'parametrage/modifier', lazy: page(() => import('./pages/settings-edit'), 'staff') },
  { path: 'generation', lazy: page(() => import('./pages/generation'), 'staff') },
  { path: 'motifs', lazy: page(() => import('./pages/reasons'), 'staff') },
  { path: 'adresses-mail', lazy: page(() => import('./pages/emails'), 'staff') },
  { path: 'aide/:who', lazy: page(() => import('./pages/help'), 'help') },
  { path: '*', Component: NotFound },
];

export const router = createBrowserRouter([
  {
    Component: Shell,
    ErrorBoundary: Crash,
    HydrateFallback: () => null,
    children: [{ ErrorBoundary: Crash, children: pages }],
  },
]);
