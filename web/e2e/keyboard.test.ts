import type { Locator, Page } from 'playwright-core';
import { withVisitors } from './browser';
import { anOffice, aQuietDay, book, isFree } from './office';
import { aPatient, fillSignIn, signIn } from './people';
import { booked, moment } from './slot-picker';

const visitors = withVisitors();

/** Goes on with Tab until an element has the focus, as somebody without a mouse does; fails when it never gets it. */
const tabTo = async (page: Page, target: Locator, most = 80): Promise<void> => {
  await target.waitFor();
  for (let step = 0; step < most; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}.`);
};

const press = async (page: Page, target: Locator): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
};

it('books a visit from the home page with the keyboard alone', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const { firstName, lastName } = await office.office();
  const page = await visitors.open('desktop');
  await page.goto('/');
  await tabTo(page, page.getByLabel('Nom ou spécialité'));
  await page.keyboard.type(lastName);
  await page.keyboard.press('Enter');
  await press(page, page.getByRole('link', { name: `${firstName} ${lastName}` }));
  const week = page.getByRole('heading', { name: /^Du .* au / });
  await week.waitFor();
  const before = await week.textContent();
  await press(page, page.getByRole('button', { name: 'Semaine suivante' }));
  await page.waitForFunction((text) => document.querySelector('h3')?.textContent !== text, before);
  const slot = page.locator('button[data-starts-at]').first();
  const startsAt = (await slot.getAttribute('data-starts-at')) ?? '';
  await press(page, slot);
  await page.getByRole('heading', { name: moment(startsAt), exact: true }).waitFor();
  await tabTo(page, page.getByLabel('Motif de la visite (facultatif)'));
  await page.keyboard.type('renouvellement');
  await press(page, page.getByRole('button', { name: 'Se connecter pour confirmer' }));
  await fillSignIn(page, patient, false, 'keyboard');
  await press(page, page.getByRole('button', { name: 'Confirmer le rendez-vous' }));
  await booked(page);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('C’est réservé');
});

it('cancels a visit with the keyboard alone, and leaves the focus where reading goes on', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const startsAt = (await aQuietDay(office.officeId))[7] ?? '';
  await book(patient.token, office.officeId, startsAt);
  const page = await visitors.open('desktop');
  await signIn(page, patient, '/mes-visites');
  const cancel = page.getByRole('button', { name: `Annuler la visite du ${moment(startsAt)}` });
  await press(page, cancel);
  const dialog = page.getByRole('dialog', { name: 'Annuler cette visite ?' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await cancel.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  // Closed and opened again at once: what the browser tells of the first close comes after the second opening.
  await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Enter')]);
  await press(page, dialog.getByRole('button', { name: 'Oui, annuler la visite' }));
  await page.getByText('Vous n’avez aucune visite à venir.').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'coming');
  expect(await isFree(office.officeId, startsAt)).toBe(true);
});
