import { withVisitors } from './browser';
import { anOffice, aQuietDay } from './office';
import { aPatient, signIn } from './people';
import { booked, chooseSlot, confirm, moment } from './slot-picker';

const visitors = withVisitors();

it('gives a slot that two patients take at the same instant to one, and offers the other the nearest three', async () => {
  const office = await anOffice();
  const people = [await aPatient(), await aPatient()] as const;
  const starts = await aQuietDay(office.officeId);
  const startsAt = starts[5] ?? '';
  const pages = await Promise.all(
    people.map(async (person, index) => {
      const page = await visitors.open(index === 0 ? 'phone' : 'desktop');
      await signIn(page, person, `/officine/${office.officeId}`);
      await chooseSlot(page, startsAt);
      await page.getByLabel('Motif de la visite (facultatif)').fill(`motif de ${person.lastName}`);
      return page;
    }),
  );
  await Promise.all(pages.map(confirm));

  const done = (page: (typeof pages)[number]) => page.getByRole('heading', { name: 'C’est réservé' });
  const taken = (page: (typeof pages)[number]) =>
    page.getByText('Ce créneau vient d’être pris. Voici les plus proches.');
  await Promise.all(pages.map((page) => done(page).or(taken(page)).first().waitFor()));
  const winners = await Promise.all(pages.map((page) => done(page).count()));
  expect(winners.sort()).toEqual([0, 1]);

  const loserIndex = (await taken(pages[0] as (typeof pages)[number]).count()) ? 0 : 1;
  const [page, person] = [pages[loserIndex], people[loserIndex]];
  if (!page || !person) throw new Error('nobody lost');
  expect(await page.getByLabel('Motif de la visite (facultatif)').inputValue()).toBe(`motif de ${person.lastName}`);
  const offered = page.locator('main [data-starts-at]');
  expect(await offered.count()).toBe(3);
  const around = await offered.evaluateAll((buttons) =>
    buttons.map((button) => button.getAttribute('data-starts-at') ?? ''),
  );
  const distance = (start: string): number => Math.abs(Date.parse(start) - Date.parse(startsAt)) / 60_000;
  const distances = (all: string[]): number[] => all.map(distance).sort((a, b) => a - b);
  expect(distances(around)).toEqual(distances(starts.filter((start) => start !== startsAt)).slice(0, 3));
  const nearest = around.find((start) => distance(start) === distances(around)[0]) ?? '';

  await page.getByRole('button', { name: moment(nearest), exact: true }).click();
  await confirm(page);
  await booked(page);
  const planning = await office.planning();
  const of = (lastName: string) => planning.coming.filter(({ patient }) => patient.lastName === lastName);
  expect(people.map(({ lastName }) => of(lastName).length)).toEqual([1, 1]);
  expect(Date.parse(of(person.lastName)[0]?.startsAt ?? '')).toBe(Date.parse(nearest));
});
