import type { Locator, Page, Route } from 'playwright-core';
import { timeText } from '../src/time/format';
import type { Schema } from './api';
import { faultsOf } from './axe';
import { type Shape, withVisitors } from './browser';
import { anOffice, aQuietDay, book } from './office';
import { goOn, openAhead } from './open-ahead';
import { aPatient, owner, signIn } from './people';

const visitors = withVisitors();

/** Four visits of one patient on a day to come, the first with a number to call. */
const someVisits = async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const [first = '', ...others] = (await aQuietDay(office.officeId)).slice(0, 4);
  await book(patient.token, office.officeId, first, 'visite par téléconsultation', '06 12 34 56 78');
  for (const startsAt of others) await book(patient.token, office.officeId, startsAt);
  const time = timeText(first, 'Europe/Paris', 'fr');
  return { office, patient, line: `Rose ${patient.lastName}, visite par téléconsultation (0612345678) à ${time}` };
};

type Prepare = (page: Page) => Promise<unknown>;

/** The planning of the demo office ahead of the application, once `prepare` has seen to what the site answers. */
const openPlanning = async (shape: Shape, prepare: Prepare = async () => undefined, end = goOn) => {
  const page = await visitors.open(shape);
  await signIn(page, owner, '/mon-compte');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await prepare(page);
  return { page, ...(await openAhead(page, '/planning', end)) };
};

const early = (page: Page): Locator => page.locator('.early-planning');
const coming = (page: Page): Locator => page.getByRole('region', { name: 'Visites à venir' });
const untilThere = (page: Page) => page.locator('#contenu h1').waitFor();

/** Has the first answer of the site to a question changed on its way to the page. */
const changing =
  <T>(question: RegExp, change: (answer: T) => T): Prepare =>
  (page) =>
    page.route(
      question,
      async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: change((await response.json()) as T) });
      },
      { times: 1 },
    );
const aSession = (change: (me: Schema['Me']) => Partial<Schema['Me']>): Prepare =>
  changing<Schema['SessionSignedIn']>(/\/api\/session$/, ({ me, ...session }) => ({
    ...session,
    me: { ...me, ...change(me) },
  }));
/** Once the page listens, it reads again what it may have missed meanwhile: this one never gets so far. */
const unheard: Prepare = (page) => page.route('**/live', () => undefined);
const planningQuestion = /\/api\/offices\/[^/]+\/planning$/;

/** One visit many times, the first two of them over: more than a list shows that has so little room. */
const aLongPlanning =
  (lastName: string): Prepare =>
  async (page) => {
    await unheard(page);
    await page.setViewportSize({ width: 390, height: 320 });
    await changing<Schema['Planning']>(planningQuestion, (planning) => {
      const [visit] = planning.coming.filter(({ patient }) => patient.lastName === lastName);
      if (!visit) throw new Error('the planning has no visit of hers');
      const at = (index: number) => ({
        startsAt: new Date(Date.parse(index < 2 ? '2020-01-01' : visit.startsAt) + index * 60_000).toISOString(),
        endsAt: new Date(Date.parse(index < 2 ? '2020-01-01' : visit.endsAt) + index * 60_000).toISOString(),
      });
      const copies = Array.from({ length: MANY }, (_, index) => ({
        ...visit,
        appointmentId: crypto.randomUUID(),
        ...at(index),
      }));
      return { ...planning, coming: copies, blocks: [] };
    })(page);
  };
const MANY = 30;
const toFollow = (page: Page): Locator => coming(page).getByText('La suite s’affiche dans un instant.');

/** Where each part that is on the screen stands, down to the words of a line. */
const placesOf = async (page: Page): Promise<number[][]> => {
  const parts = [
    page.getByRole('heading', { level: 1 }),
    page.getByRole('region', { name: 'En ce moment' }).locator('p, a'),
    page.locator('button').filter({ hasText: 'Rafraîchir les informations' }),
    coming(page),
    coming(page).locator('h3, li, li > svg, li > div span'),
  ];
  const places = parts.map((part) =>
    part.evaluateAll((all) =>
      all.flatMap((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return one.checkVisibility() && y < innerHeight ? [[x, y, width, height]] : [];
      }),
    ),
  );
  return (await Promise.all(places)).flat();
};

describe('the first paint of the planning', () => {
  let visits: Awaited<ReturnType<typeof someVisits>>;
  beforeAll(async () => {
    visits = await someVisits();
  });

  it.each<Shape>(['phone', 'desktop'])('shows on a %s the next visits where they stay', async (shape) => {
    const { line } = visits;
    const { page, arrive } = await openPlanning(shape);
    await coming(page).getByText(line, { exact: true }).waitFor();
    expect(
      await early(page)
        .getByText(/^À jour à \d+h/)
        .count(),
    ).toBe(1);
    // Nothing looks alive that is not.
    expect(await early(page).locator('button:enabled').count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    const ahead = await placesOf(page);
    arrive();
    await untilThere(page);
    expect(await early(page).count()).toBe(0);
    expect(await placesOf(page)).toEqual(ahead);
  });

  it('says which of several offices it shows, where another is chosen a moment later', async () => {
    const another = { officeId: crypto.randomUUID(), relation: 'secretary' } as const;
    const { page, arrive } = await openPlanning('phone', async (on) => {
      await aSession(({ affiliations }) => ({ affiliations: [...affiliations, another] }))(on);
      await changing<Schema['MyOffices']>(/\/api\/me\/offices$/, ({ offices }) => ({
        offices: offices.flatMap((office) => [office, { ...office, ...another }]),
      }))(on);
    });
    await early(page).getByText('Officine').waitFor();
    const ahead = await placesOf(page);
    arrive();
    await page.getByLabel('Officine').waitFor();
    expect(await placesOf(page)).toEqual(ahead);
  });

  it('asks each question once, and is as old as its answer', async () => {
    const { office } = visits;
    const { page, arrive, timesAsked } = await openPlanning('phone', unheard);
    await coming(page).waitFor();
    const painted = Date.now();
    await page.waitForTimeout(500);
    arrive();
    await untilThere(page);
    const kept = await page.evaluate((name) => sessionStorage.getItem(name), `creneau.planning.${office.officeId}`);
    expect((JSON.parse(kept ?? '{}') as { at: number }).at).toBeLessThanOrEqual(painted);
    expect(['/session', '/me/offices', `${office.officeId}/planning`].map(timesAsked)).toEqual([1, 1, 1]);
  });

  it('opens on the next visit, and keeps the list where it was scrolled to', async () => {
    const { patient } = visits;
    const { page, arrive } = await openPlanning('phone', aLongPlanning(patient.lastName));
    await coming(page).waitFor();
    const topOf = (place: Locator) => place.evaluate((element) => element.getBoundingClientRect().top);
    const third = coming(page).getByRole('listitem').nth(2);
    expect((await topOf(third)) - (await topOf(coming(page)))).toBeLessThan(60);
    const scrolled = () => coming(page).evaluate((list) => list.scrollTop);
    await coming(page).evaluate((list) => {
      list.scrollTop -= 70;
    });
    const ahead = await scrolled();
    expect(ahead).toBeGreaterThan(0);
    expect(await toFollow(page).count()).toBe(1);
    await coming(page).focus();
    arrive();
    await untilThere(page);
    expect(await scrolled()).toBe(ahead);
    expect(await coming(page).evaluate((list) => list === document.activeElement)).toBe(true);
    await toFollow(page).waitFor({ state: 'detached' });
    expect(await coming(page).getByRole('listitem').count()).toBe(MANY);
  });

  it('keeps all visits, under plain words, when the application cannot be had', async () => {
    const { patient } = visits;
    const gone = (route: Route) => route.fulfill({ status: 404 });
    const { page, arrive } = await openPlanning('phone', aLongPlanning(patient.lastName), gone);
    await toFollow(page).waitFor();
    arrive();
    await page.getByRole('alert').getByText('n’a pas pu être chargée').waitFor();
    await toFollow(page).waitFor({ state: 'detached' });
    expect(await coming(page).getByRole('listitem').count()).toBe(MANY);
    // Whose turn it was is not said for ever.
    expect(await page.getByRole('region', { name: 'En ce moment' }).count()).toBe(0);
  });

  const nothing = { coming: [], past: [], followUp: [], blocks: [], homeVisits: { text: '', version: 0 } };
  it.each<[string, Prepare, string]>([
    ['who has not agreed to the terms', aSession(() => ({ consents: null })), '/session'],
    ['who works for no office', aSession(() => ({ affiliations: [] })), '/session'],
    [
      'an office that has nothing yet',
      changing<Schema['Planning']>(planningQuestion, (planning) => ({ ...planning, ...nothing })),
      '/planning',
    ],
    [
      'an office that is not listed',
      changing<Schema['MyOffices']>(/\/api\/me\/offices$/, () => ({ offices: [] })),
      '/planning',
    ],
    [
      'a planning that is refused',
      (on) => on.route(planningQuestion, (route) => route.fulfill({ status: 404 })),
      '/planning',
    ],
    ['who is signed out', (on) => on.context().clearCookies(), '/session'],
  ])('leaves to the application %s', async (_what, prepare, last) => {
    const { page, timesAsked } = await openPlanning('phone', prepare);
    await page.waitForFunction(
      (end) => performance.getEntriesByType('resource').some(({ name }) => name.endsWith(end)),
      last,
    );
    // Time enough to paint something, or to ask something more.
    await page.waitForTimeout(500);
    expect(await early(page).innerHTML()).toBe('');
    if (last === '/session') expect(['/me/offices', '/planning'].map(timesAsked)).toEqual([0, 0]);
  });
});
