import type { Page } from 'playwright-core';
import { colourFaultsOf, faultsOf } from './axe';
import { type Shape, withVisitors } from './browser';
import { anOffice, aQuietDay, book } from './office';
import { aPatient, owner, type Person, signIn } from './people';
import { chooseSlot } from './slot-picker';

const visitors = withVisitors();
// A page takes axe some seconds on a busy machine.
jest.setTimeout(180_000);

type Stop = { path: string; ready: (page: Page) => Promise<unknown> };
const titled = (path: string, name: string | RegExp): Stop => ({
  path,
  ready: (page) => page.getByRole('heading', { level: 1, name }).waitFor(),
});
const listening = (page: Page) => page.getByText('À jour à l’instant').waitFor();

/** Visits pages one after the other, and gathers what axe says of each, in the light and of its colours in the dark. */
const walk = async (page: Page, stops: Stop[]): Promise<string[]> => {
  const faults: string[] = [];
  for (const { path, ready } of stops) {
    if (path) await page.goto(path);
    await ready(page);
    const named = (look: string) => (fault: string) => `${path || page.url()}, ${look}: ${fault}`;
    faults.push(...(await faultsOf(page)).map(named('light')));
    await page.emulateMedia({ colorScheme: 'dark' });
    faults.push(...(await colourFaultsOf(page)).map(named('dark')));
    await page.emulateMedia({ colorScheme: 'light' });
  }
  return faults;
};

describe.each<Shape>(['phone', 'desktop'])('on a %s, light and dark,', (shape) => {
  const open = async (who?: Pick<Person, 'login' | 'password'>): Promise<Page> => {
    const page = await visitors.open(shape, { colorScheme: 'light' });
    if (who) await signIn(page, who);
    return page;
  };

  it('the public pages and the sign-in page have no fault that axe knows', async () => {
    const { officeId } = await anOffice();
    const [startsAt = ''] = (await aQuietDay(officeId)).slice(2);
    const page = await open();
    const faults = await walk(page, [
      titled('/', 'Prenez rendez-vous en moins d’une minute'),
      { path: '/recherche', ready: (on) => on.getByRole('link', { name: /Delmas/ }).waitFor() },
      titled('/professionnels', 'Essai gratuit pendant 3 mois'),
      { path: '/inscription', ready: (on) => on.getByText('Vérification terminée').waitFor() },
      { path: `/officine/${officeId}`, ready: (on) => on.getByRole('button', { name: 'Semaine suivante' }).waitFor() },
      { path: '', ready: (on) => chooseSlot(on, startsAt) },
      titled('/nulle-part', 'Cette page n’existe pas'),
      { path: '/auth/login?lang=fr', ready: (on) => on.getByRole('heading', { name: 'Connexion' }).waitFor() },
    ]);
    expect(faults).toEqual([]);
  });

  it('the pages of a patient have no fault that axe knows', async () => {
    const [{ officeId }, patient] = await Promise.all([anOffice(), aPatient()]);
    const startsAt = (await aQuietDay(officeId))[1] ?? '';
    await book(patient.token, officeId, startsAt);
    const page = await open(patient);
    const faults = await walk(page, [
      { path: '/mes-visites', ready: (on) => on.getByRole('button', { name: /^Annuler la visite/ }).waitFor() },
      {
        path: '',
        ready: async (on) => {
          await on.getByRole('button', { name: /^Annuler la visite/ }).click();
          await on.getByRole('dialog', { name: 'Annuler cette visite ?' }).waitFor();
        },
      },
      titled('/mes-praticiens', 'Réserver une visite chez un de mes praticiens'),
      titled('/mon-compte', 'Mon compte'),
    ]);
    expect(faults).toEqual([]);
  });

  it('the pages of a practitioner have no fault that axe knows', async () => {
    const page = await open(owner);
    const faults = await walk(page, [
      { path: '/planning', ready: listening },
      { path: '/parametrage', ready: (on) => on.getByText('12 rue de la Fidélité').waitFor() },
      { path: '/parametrage/modifier', ready: (on) => on.getByLabel('lundi, Matin, début', { exact: true }).waitFor() },
      { path: '/generation', ready: (on) => on.getByText('Le planning est déjà généré').waitFor() },
      titled('/motifs', 'Gestion des motifs de visites patients'),
      titled('/adresses-mail', 'Gestion des adresses mail des patients (sécurité)'),
    ]);
    expect(faults).toEqual([]);
  });
});
