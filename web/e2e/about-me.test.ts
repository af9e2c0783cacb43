import type { Page } from 'playwright-core';
import { call, type Schema } from './api';
import { withVisitors } from './browser';
import { comeBack } from './hold';
import { aPatient, type Person, signIn } from './people';

const visitors = withVisitors();

const city = (page: Page) => page.getByLabel(/^Ville/);
const edit = (page: Page) => page.getByRole('button', { name: 'Modifier' }).click();
/** The session ends under a form, which says so to whoever comes back to it, and again when it is sent all the same. */
const endSession = async (page: Page, send: string): Promise<void> => {
  await page.context().clearCookies();
  await comeBack(page);
  await page.getByText('Votre session est terminée').waitFor();
  await page.getByRole('button', { name: send }).click();
  await page.getByText('Connexion nécessaire').waitFor();
};

const openAccount = async (person: Person): Promise<Page> => {
  const page = await visitors.open('phone');
  await signIn(page, person, '/mon-compte');
  await page.getByRole('heading', { name: 'Mon compte', level: 1 }).waitFor();
  return page;
};

describe('what a person adds about herself', () => {
  it('is edited from what stands now, and forgotten when it is not saved', async () => {
    const patient = await aPatient();
    const page = await openAccount(patient);
    await call(patient.token, 'PUT', '/api/me/consents', { terms: true, city: 'Lyon' });
    await comeBack(page);
    await page.getByText('Lyon').waitFor();
    await edit(page);
    expect(await city(page).inputValue()).toBe('Lyon');

    await city(page).fill('Nantes');
    await page.getByRole('button', { name: 'Retour' }).click();
    await edit(page);
    expect(await city(page).inputValue()).toBe('Lyon');

    await page.getByLabel(/^Code postal/).fill('69003');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('69003').waitFor();
    const { consents } = await call<Schema['Me']>(patient.token, 'GET', '/api/me');
    expect(consents).toMatchObject({ city: 'Lyon', postalCode: '69003' });
  });

  it('stays typed on the account when the session ends, seen on coming back or on saving', async () => {
    const page = await openAccount(await aPatient());
    await edit(page);
    await city(page).fill('Nantes');
    await endSession(page, 'Enregistrer');
    expect(await city(page).inputValue()).toBe('Nantes');
  });

  it('stays typed beside the consents when the session ends, seen on coming back or on sending', async () => {
    const page = await visitors.open('phone');
    // Terms that have changed since they were agreed to.
    await page.route('**/api/session', async (route) => {
      const response = await route.fetch();
      const session = (await response.json()) as Schema['Session'];
      const json = 'me' in session && session.me ? { ...session, me: { ...session.me, consents: null } } : session;
      await route.fulfill({ response, json });
    });
    await signIn(page, await aPatient(), '/bienvenue');
    await city(page).fill('Nantes');
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await endSession(page, 'Donner mon accord et continuer');
    expect(await city(page).inputValue()).toBe('Nantes');
  });
});
