import type { Page, Route } from 'playwright-core';
import { faultsOf } from './axe';
import { withVisitors } from './browser';
import { anOffice } from './office';
import { goOn, openAhead } from './open-ahead';

const visitors = withVisitors();

/** The page of an office as a phone shows it while the application is on its way, which `end` decides about. */
const openOffice = async (end: (route: Route) => Promise<void>) => {
  const { officeId } = await anOffice();
  const page = await visitors.open('phone');
  const opened = await openAhead(page, `/officine/${officeId}`, end);
  const slot = page.getByRole('region').getByRole('button').first();
  await slot.waitFor();
  return { ...opened, page, officeId, slot, name: (await slot.getAttribute('aria-label')) ?? '' };
};
const untilThere = (page: Page) => page.getByRole('button', { name: 'Semaine suivante' }).waitFor();

describe('the first paint of the home page', () => {
  const openHome = async () => {
    const page = await visitors.open('desktop');
    const { arrive } = await openAhead(page, '/', goOn);
    const untilTaken = () => page.locator('.early').waitFor({ state: 'detached' });
    return { page, arrive, untilTaken, field: (label: string) => page.getByLabel(label).inputValue() };
  };

  it('keeps what is typed until the application takes over, in the field where it is typed', async () => {
    const { page, arrive, untilTaken, field } = await openHome();
    await page.getByLabel('Nom ou spécialité').fill('ostéopathe');
    await page.getByLabel('Ville').focus();
    await page.keyboard.type('la ro');
    // Once the field has been read, nobody can type into it any more: in the very next task it is gone.
    const left = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const input = document.querySelector<HTMLInputElement>('input[name=ville]');
          if (!input) throw new Error('no field');
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(input.isConnected);
          Object.defineProperty(input, 'value', {
            get: () => {
              port2.postMessage(undefined);
              return 'la ro';
            },
          });
        }),
    );
    arrive();
    await untilTaken();
    expect(await left).toBe(false);
    await page.keyboard.type('chelle');
    expect(await field('Nom ou spécialité')).toBe('ostéopathe');
    expect(await field('Ville')).toBe('la rochelle');
  });

  it('stays under a button that is being pressed, which then does what it says', async () => {
    const { page, arrive } = await openHome();
    await page.getByLabel('Ville').fill('paris');
    await page.getByRole('button', { name: 'Rechercher', exact: true }).hover();
    await page.mouse.down();
    const started = page.waitForResponse('**/assets/home-*.js');
    arrive();
    await (await started).finished();
    await page.waitForTimeout(500);
    await page.mouse.up();
    await page.waitForURL('**/recherche?q=&ville=paris');
  });
});

describe('the first paint of an office', () => {
  it('shows free slots where they stay, and has no fault that axe knows', async () => {
    const { page, officeId, slot, name, arrive, timesAsked } = await openOffice(goOn);
    expect(await faultsOf(page)).toEqual([]);
    const ahead = await slot.boundingBox();
    arrive();
    await untilThere(page);
    const after = await page.getByRole('button', { name, exact: true }).boundingBox();
    expect(ahead).toBeTruthy();
    expect(after?.x).toBe(ahead?.x);
    expect(Math.abs((after?.y ?? 0) - (ahead?.y ?? 0))).toBeLessThan(4);
    expect([officeId, '/availability', '/session'].map(timesAsked)).toEqual([1, 1, 1]);
  });

  it('lets a slot be chosen, with which the application goes on', async () => {
    const { page, slot, name, arrive } = await openOffice(goOn);
    await slot.click();
    expect(await slot.getAttribute('aria-pressed')).toBe('true');
    arrive();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.getByRole('button', { name: 'Se connecter pour confirmer' }).waitFor();
  });

  it('leaves the focus on the slot where it is', async () => {
    const { page, slot, name, arrive } = await openOffice(goOn);
    await slot.focus();
    arrive();
    await untilThere(page);
    const there = page.getByRole('button', { name, exact: true });
    expect(await there.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('gives way to plain words when the application cannot be had', async () => {
    const { page, slot, arrive } = await openOffice((route) => route.fulfill({ status: 404 }));
    arrive();
    await page.getByRole('alert').getByText('n’a pas pu être chargée').waitFor();
    expect(await slot.count()).toBe(0);
    await page.unroute('**/assets/start-*.js');
    await page.getByRole('link', { name: 'rechargez-la' }).click();
    await untilThere(page);
  });
});
