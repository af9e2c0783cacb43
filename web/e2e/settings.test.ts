import type { Page } from 'playwright-core';
import { dayText } from '../src/time/format';
import { withVisitors } from './browser';
import { hold } from './hold';
import { addDays, anOffice } from './office';
import { owner, secondOwner, signIn } from './people';

const visitors = withVisitors();

const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
const focusedLabel = (page: Page): Promise<string | null | undefined> =>
  page
    .waitForFunction(() => {
      const field = document.activeElement;
      return field?.ariaInvalid === 'true'
        ? field.ariaLabel || (field as HTMLInputElement).labels?.[0]?.textContent
        : null;
    })
    .then((handle) => handle.jsonValue());

describe('the settings of an office', () => {
  it('refuse bad hours and lengths at their fields, and save nothing of them', async () => {
    const office = await anOffice();
    const before = await office.settings();
    const page = await visitors.open('desktop');
    await signIn(page, owner, '/parametrage/modifier');
    const field = (name: string) => page.getByLabel(name, { exact: true });
    const refused = async (name: string, value: string, fault: string, focused = name) => {
      const right = await field(name).inputValue();
      await field(name).fill(value);
      await save(page);
      await page.getByText(fault).first().waitFor();
      expect(await focusedLabel(page)).toContain(focused);
      await field(name).fill(right);
    };
    await field('lundi, Matin, début').waitFor();
    await refused('lundi, Matin, début', '9:00', 'Écrivez l’heure sous la forme hh:mm : 09:00 pour 9h.');
    await refused('mardi, Matin, fin', '08:00', 'La fin doit venir après le début.');
    await refused('jeudi, Après-midi, début', '11:00', 'L’après-midi commence avant la fin du matin.');
    await refused('vendredi, Après-midi, fin', '', 'Indiquez le début et la fin, ou laissez les deux vides.');
    const minutes = page.getByLabel('Durée d’une visite, en minutes');
    await minutes.fill('420');
    await save(page);
    await page.getByText('Cette demi-journée est plus courte qu’une visite.').first().waitFor();
    await minutes.fill('3');
    await save(page);
    await page.getByText('Un nombre de minutes, de 5 à 480.').waitFor();
    expect(await focusedLabel(page)).toContain('Durée d’une visite');
    expect(await office.settings()).toEqual(before);
  });

  it('stay as typed when the session has ended, which is told in sight wherever she has scrolled to', async () => {
    await anOffice();
    const page = await visitors.open('phone');
    await signIn(page, owner, '/parametrage/modifier');
    const price = page.getByLabel('Prix d’une téléconsultation, en euros');
    await price.fill('41');
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.context().clearCookies();
    await save(page);
    const again = page.getByRole('link', { name: 'Se reconnecter' });
    await again.waitFor();
    const { y } = (await again.boundingBox()) ?? { y: Number.NaN };
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(400);
    expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(1_000);
    expect(await price.inputValue()).toBe('41');
  });

  it('are saved as a version of their author, and say from which day hours hold', async () => {
    const office = await anOffice();
    const before = await office.settings();
    const restore = await office.change({});
    const access = `${before.access.slice(0, 100)} (essai ${Date.now()})`;
    try {
      const page = await visitors.open('phone');
      await signIn(page, owner, '/parametrage');
      await page.getByText('12 rue de la Fidélité').waitFor();
      await page.getByRole('link', { name: 'Modifier le paramétrage' }).click();
      const { generatedThrough } = await office.schedule();
      const from = dayText(addDays(generatedThrough ?? '', 1), 'fr');
      await page.getByText(`Un changement d’horaires ou de durée vaudra à partir du ${from}`).waitFor();
      await page.getByRole('textbox', { name: 'Accès au cabinet' }).fill(access);
      await save(page);
      await page.getByText('Le paramétrage est enregistré').waitFor();
      await page.getByText(`valent à partir du ${from}`).waitFor();
      await page.getByText(access).waitFor();
      const { version } = await office.settings();
      expect(version).toBe(before.version + 2);
      await page.getByText(new RegExp(`^Version ${version}\\s: .*Hélène Delmas`)).waitFor();
    } finally {
      await restore();
    }
  });
});

describe('the initial generation', () => {
  it('opens all days at once, and refuses a second time without changing anything', async () => {
    const office = await anOffice(secondOwner.login);
    const before = await office.schedule();
    const page = await visitors.open('phone');
    await signIn(page, secondOwner, '/generation');
    const second = await visitors.open('desktop');
    await signIn(second, secondOwner, '/generation');
    // On a stack where an earlier run has generated it already, what is left to see is the refusal.
    if (!before.generated) {
      const ask = (on: Page) => on.getByRole('button', { name: 'Générer le planning' }).click();
      await Promise.all([ask(page), ask(second)]);
      const yes = (on: Page) => on.getByRole('button', { name: 'Oui, générer le planning' }).click();
      const generating = await hold(page, 'POST', /\/planning$/);
      await yes(page);
      await generating.asked;
      const dialog = page.getByRole('dialog', { name: 'Générer le planning initial ?' });
      await dialog.getByRole('button', { name: 'Pas encore', disabled: true }).waitFor();
      await page.keyboard.press('Escape');
      expect(await dialog.getByText('Génération en cours…').isVisible()).toBe(true);
      generating.letGo();
      await page.getByText('Le planning est généré').waitFor();
      await page.getByText(/^Aujourd’hui et les 90 jours à venir sont ouverts/).waitFor();
      await yes(second);
      await second.getByText('Le planning initial est déjà généré : rien n’a été changé.').waitFor();
    }
    const { generatedThrough } = await office.schedule();
    await page.goto('/generation');
    await page.getByText('Le planning est déjà généré').waitFor();
    await page.getByText(`Il est ouvert jusqu’au ${dayText(generatedThrough ?? '', 'fr')}.`).waitFor();
    expect(await page.getByRole('button', { name: 'Générer le planning' }).count()).toBe(0);
    await expect(office.generate()).rejects.toThrow('already_generated');
    expect(await office.schedule()).toMatchObject({ generated: true, generatedThrough });
  });
});
