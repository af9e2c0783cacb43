import { type ComponentType, lazy } from 'react';
import { Route, Routes } from 'react-router';
import { loadTexts } from './i18n/i18n';
import type { Namespace } from './i18n/resources';
import { NotFound } from './pages/not-found';
import { Shell } from './shell/shell';

type PageModule = { Component: ComponentType };

/** A page with its texts, loaded together when its address is first opened. */
const page = (load: () => Promise<PageModule>, ...texts: Namespace[]) =>
  lazy(async () => {
    const [module] = await Promise.all([load(), loadTexts(...texts)]);
    return { default: module.Component };
  });

const Home = page(() => import('./pages/home'), 'public');
const Search = page(() => import('./pages/search'), 'public');
const Trial = page(() => import('./pages/trial'), 'public');
const Register = page(() => import('./pages/register'), 'public');
const Office = page(() => import('./pages/office'), 'booking');
const Consents = page(() => import('./pages/consents'), 'patient');
const MyVisits = page(() => import('./pages/my-visits'), 'patient');
const MyPractitioners = page(() => import('./pages/my-practitioners'), 'patient');
const Account = page(() => import('./pages/account'), 'patient');
const Planning = page(() => import('./pages/planning'), 'staff');
const Settings = page(() => import('./pages/settings'), 'staff');
const SettingsEdit = page(() => import('./pages/settings-edit'), 'staff');
const Generation = page(() => import('./pages/generation'), 'staff');
const Reasons = page(() => import('./pages/reasons'), 'staff');
const Emails = page(() => import('./pages/emails'), 'staff');
const Help = page(() => import('./pages/help'), 'help');

export const Pages = () => (
  <Routes>
    <Route element={<Shell />}>
      <Route index element={<Home />} />
      <Route path="recherche" element={<Search />} />
      <Route path="professionnels" element={<Trial />} />
      <Route path="inscription" element={<Register />} />
      <Route path="bienvenue" element={<Consents />} />
      <Route path="officine/:officeId" element={<Office />} />
      <Route path="mes-visites" element={<MyVisits />} />
      <Route path="mes-praticiens" element={<MyPractitioners />} />
      <Route path="mon-compte" element={<Account />} />
      <Route path="planning" element={<Planning />} />
      <Route path="parametrage" element={<Settings />} />
      <Route path="parametrage/modifier" element={<SettingsEdit />} />
      <Route path="generation" element={<Generation />} />
      <Route path="motifs" element={<Reasons />} />
      <Route path="adresses-mail" element={<Emails />} />
      <Route path="aide/:who" element={<Help />} />
      <Route path="*" element={<NotFound />} />
    </Route>
  </Routes>
);
