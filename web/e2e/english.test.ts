import { withVisitors } from './browser';
import { anOffice } from './office';

const visitors = withVisitors();

/** Words that only the French texts have; what practitioners write about themselves stays as they wrote it. */
const french =
  /\b(rendez-vous|créneau libre|praticien|Rechercher|Choisissez|Semaine|Matin|Après-midi|Espace|Accueil|Se connecter|officine|Ville|lundi|mardi|décembre)\b/;

it('shows the home page and the office page in English from one to the other, and remembers it', async () => {
  const office = await anOffice();
  const settings = await office.settings();
  const page = await visitors.open('desktop');
  await page.goto('/');
  await page.getByRole('button', { name: 'English' }).first().click();
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  const words = async (): Promise<string> => {
    const theirs = Object.values(settings).flatMap((value) =>
      typeof value === 'string' ? value.split('\n') : Array.isArray(value) ? value.map(String) : [],
    );
    const all = (await page.locator('body').allInnerTexts()).join('\n');
    return theirs.filter((text) => text.length > 3).reduce((rest, text) => rest.replaceAll(text, ''), all);
  };
  expect(await words()).not.toMatch(french);

  await page.goto(`/officine/${office.officeId}`);
  await page.getByRole('button', { name: /^First free slot/ }).waitFor();
  expect(await words()).not.toMatch(french);
  await page.locator('button[data-starts-at]').first().click();
  await page.getByRole('button', { name: /Sign in to confirm/ }).waitFor();
  expect(await words()).not.toMatch(french);
});
