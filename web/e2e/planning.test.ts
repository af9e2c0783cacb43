import type { Page } from 'playwright-core';
import { timeText } from '../src/time/format';
import { withVisitors } from './browser';
import { anOffice, aQuietDay, book } from './office';
import { aPatient, owner, signIn } from './people';
import { colourOf } from './planning-colour';

const visitors = withVisitors();

const openPlanning = async (shape: 'phone' | 'desktop'): Promise<Page> => {
  const page = await visitors.open(shape);
  await signIn(page, owner, '/planning');
  await page.getByText('À jour à l’instant').waitFor();
  return page;
};

it('shows a new visit at once on a phone, without reload, in the exact words of a line', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const page = await openPlanning('phone');
  await page.evaluate(() => document.body.setAttribute('data-loaded-once', ''));
  const starts = await aQuietDay(office.officeId);
  const [onTheHour = '', quarterPast = ''] = [':00:00', ':15:00'].map((end) =>
    starts.find((start) => start.includes(end)),
  );

  const name = `Rose ${patient.lastName}`;
  const news = page.getByRole('status').filter({ hasText: 'Nouvelle visite' });
  const coming = page.getByRole('region', { name: 'Visites à venir' });
  const visit = await book(patient.token, office.officeId, onTheHour, 'visite par téléconsultation', '06 12 34 56 78');
  await coming
    .getByText(`${name}, visite par téléconsultation (0612345678) à ${hourOf(onTheHour)}h`, { exact: true })
    .waitFor();
  await news.filter({ hasText: name }).waitFor();
  const second = await book(patient.token, office.officeId, quarterPast);
  await coming.getByText(`${name} à ${hourOf(quarterPast)}h15`, { exact: true }).waitFor();
  expect(await page.locator('body[data-loaded-once]').count()).toBe(1);

  await page.getByRole('button', { name: `Actions : ${name}, visite par téléconsultation` }).click();
  const dial = page.getByRole('link', { name: `Appeler le 0612345678, ${name}` });
  expect(await dial.getAttribute('href')).toBe('tel:0612345678');
  for (const { appointmentId } of [visit, second]) await office.cancel(appointmentId);
  await coming.getByText(name).first().waitFor({ state: 'detached' });
});

it('has three parts, with colours that mean what a word or an icon says too', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const starts = await aQuietDay(office.officeId);
  const [first = '', , third = '', visited = ''] = starts;
  const visit = await book(patient.token, office.officeId, visited);
  const block = await office.block(first, after(third), `congé ${patient.lastName}`);
  const homeVisits = await office.setHomeVisits(`Tournée de ${patient.lastName}`);
  try {
    const page = await openPlanning('desktop');
    for (const name of ['Visites à venir', 'Visites à domicile', 'Visites des 30 derniers jours'])
      await page.getByRole('region', { name }).waitFor();
    await page.getByText(`Tournée de ${patient.lastName}`).waitFor();

    const coming = page.getByRole('region', { name: 'Visites à venir' });
    const unavailable = coming.getByRole('listitem').filter({ hasText: `Indisponible, congé ${patient.lastName}` });
    expect(await unavailable.allInnerTexts()).toEqual([
      `Indisponible, congé ${patient.lastName} à partir de ${at(first)}`,
      `Indisponible, congé ${patient.lastName} jusqu’au créneau de ${at(third)} compris`,
    ]);
    expect(await colourOf(unavailable.first())).toBe('blue');
    const later = coming
      .getByRole('listitem')
      .filter({ hasText: patient.lastName })
      .filter({ hasNotText: 'Indisponible' });
    expect(await colourOf(later)).toBe('green');
    expect(await later.locator('svg').count()).toBe(1);
  } finally {
    await office.unblock(block.blockId);
    await office.setHomeVisits(homeVisits);
    await office.cancel(visit.appointmentId);
  }
});

const hourOf = (startsAt: string): string => String(Number(startsAt.slice(11, 13)));
const at = (startsAt: string): string => timeText(startsAt, 'Europe/Paris', 'fr');
const after = (startsAt: string): string => new Date(Date.parse(startsAt) + 15 * 60_000).toISOString();
