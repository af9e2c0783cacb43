import type { Page } from 'playwright-core';
import { findNumber, payloadOf } from '../src/captcha/solve';
import { call, type Schema, tokenOf } from './api';
import { demoPassword, keycloakUrl } from './stack';

export interface Person {
  firstName: string;
  lastName: string;
  login: string;
  email: string;
  password: string;
}

const letters = (count: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => String.fromCharCode(97 + (byte % 26))).join('');

/** Somebody the site has never seen. */
export const aPerson = (): Person => {
  const mark = letters(8);
  const login = `e2e.${mark}`;
  return {
    firstName: 'Rose',
    lastName: `Essai${mark}`,
    login,
    email: `${login}@example.test`,
    password: 'une phrase assez longue',
  };
};

export const owner: Pick<Person, 'login' | 'password'> = { login: 'docteur', password: demoPassword };
export const secondOwner: Pick<Person, 'login' | 'password'> = { login: 'docteur2', password: demoPassword };

const guests: Person[] = [];

// What people of a test file booked is given back at its end, so that the next run finds the same quiet office.
afterAll(async () => {
  for (const { login, password } of guests.splice(0)) {
    const token = await tokenOf(login, password);
    const { appointments } = await call<Schema['MyAppointments']>(token, 'GET', '/api/me/appointments');
    for (const { appointmentId, mayCancel } of appointments)
      if (mayCancel) await call(token, 'DELETE', `/api/appointments/${appointmentId}`);
  }
});

/** A person with an account, and with consents given: over the API, since one test alone is about registration. */
export const aPatient = async (): Promise<Person & { token: string }> => {
  const person = aPerson();
  const challenge = await call<Schema['CaptchaChallenge']>(undefined, 'GET', '/api/captcha');
  const captcha = payloadOf(challenge, findNumber(challenge) ?? -1);
  await call(undefined, 'POST', '/api/registrations', { ...person, captcha, locale: 'fr' });
  const token = await tokenOf(person.login, person.password);
  await call(token, 'PUT', '/api/me/consents', { terms: true });
  const patient = { ...person, token };
  guests.push(patient);
  return patient;
};

/** Fills Keycloak's page, wherever it was come from, and waits for the site; with the keyboard it takes Enter. */
export const fillSignIn = async (
  page: Page,
  { login, password }: Pick<Person, 'login' | 'password'>,
  keep = false,
  by: 'pointer' | 'keyboard' = 'pointer',
): Promise<void> => {
  const [name, secret] = [
    page.getByLabel('Identifiant ou adresse e-mail'),
    page.getByLabel('Mot de passe', { exact: true }),
  ];
  await name.waitFor();
  if (by === 'keyboard') {
    // The page opens with the focus on its first field.
    await page.keyboard.type(login);
    while (!(await secret.evaluate((field) => field === document.activeElement))) await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
  } else {
    await name.fill(login);
    await secret.fill(password);
    if (keep) await page.getByLabel('Maintenir la connexion active').check();
    await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
  }
  await page.waitForURL((url) => url.origin !== new URL(keycloakUrl).origin);
};

/** Signs in by the site's own way, and lands on a page of it. */
export const signIn = async (page: Page, who: Pick<Person, 'login' | 'password'>, path = '/'): Promise<void> => {
  await page.goto(`/auth/login?lang=fr&returnTo=${encodeURIComponent(path)}`);
  await fillSignIn(page, who);
};
