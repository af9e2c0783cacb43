import type { Page, Route } from 'playwright-core';
import { faultsOf } from './axe';
import { withVisitors } from './browser';
import { anOffice } from './office';

const visitors = withVisitors();

/** The page of an office as a phone shows it while the application is on its way, which `end` decides about. */
const openAhead = async (end: (route: Route) => Promise<void>) => {
  const { officeId } = await anOffice();
  const page = await visitors.open('phone');
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route('**/assets/start-*.js', async (route) => {
    await held;
    await end(route);
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`/officine/${officeId}`, { waitUntil: 'commit' });
  const slot = page.getByRole('region').getByRole('button').first();
  await slot.waitFor();
  const timesAsked = (path: string) => asked.filter((one) => one.startsWith('/api/') && one.endsWith(path)).length;
  return { page, officeId, slot, name: (await slot.getAttribute('aria-label')) ?? '', arrive, timesAsked };
};
const goOn = (route: Route) => route.continue();
const untilThere = (page: Page) => page.getByRole('button', { name: 'Semaine suivante' }).waitFor();

describe('the first paint of an office', () => {
  it('shows free slots where they stay, and has no fault that axe knows', async () => {
    const { page, officeId, slot, name, arrive, timesAsked } = await openAhead(goOn);
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
    const { page, slot, name, arrive } = await openAhead(goOn);
    await slot.click();
    expect(await slot.getAttribute('aria-pressed')).toBe('true');
    arrive();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.getByRole('button', { name: 'Se connecter pour confirmer' }).waitFor();
  });

  it('gives way to plain words when the application cannot be had', async () => {
    const { page, slot, arrive } = await openAhead((route) => route.fulfill({ status: 404 }));
    arrive();
    await page.getByRole('alert').getByText('n’a pas pu être chargée').waitFor();
    expect(await slot.count()).toBe(0);
    await page.unroute('**/assets/start-*.js');
    await page.getByRole('link', { name: 'rechargez-la' }).click();
    await untilThere(page);
  });
});
