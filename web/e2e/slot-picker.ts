import type { Locator, Page } from 'playwright-core';
import { dayOf, dayText, momentText, mondayOf, weekBounds } from '../src/time/format';

const zone = 'Europe/Paris';

/** A moment as the pages name it: `mardi 12 janvier à 9h15`. */
export const moment = (startsAt: string): string => momentText(startsAt, zone, 'fr');

/** The button of a slot, brought into view by the picker's own means: weeks, the phone's day strip, all times of a week. */
export const slotButton = async (page: Page, startsAt: string): Promise<Locator> => {
  const day = dayOf(startsAt, zone);
  const { from, to } = weekBounds(mondayOf(day), 'fr');
  const week = page.getByRole('heading', { name: /^Du .* au / });
  const wanted = page.getByRole('heading', { name: `Du ${from} au ${to}`, exact: true });
  // Ahead of the application, its first paint has a week that cannot be turned.
  await page.getByRole('button', { name: 'Semaine suivante' }).waitFor();
  for (let weeks = 0; weeks < 14 && (await wanted.count()) === 0; weeks++) {
    const before = await week.textContent();
    await page.getByRole('button', { name: 'Semaine suivante' }).click();
    await page.waitForFunction((text) => document.querySelector('h3')?.textContent !== text, before);
  }
  const strip = page.getByRole('button', { name: new RegExp(`^${dayText(day, 'fr')}, .*libre`) });
  if (await strip.count()) await strip.click();
  const button = page.getByRole('button', { name: moment(startsAt), exact: true });
  const all = page.getByRole('button', { name: 'Voir tous les horaires' });
  if ((await button.count()) === 0 && (await all.count())) await all.click();
  return button;
};

export const chooseSlot = async (page: Page, startsAt: string): Promise<void> => {
  await (await slotButton(page, startsAt)).click();
  await page.getByRole('heading', { name: moment(startsAt), exact: true }).waitFor();
};

export const confirm = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Confirmer le rendez-vous' }).click();

export const booked = (page: Page): Promise<void> => page.getByRole('heading', { name: 'C’est réservé' }).waitFor();
