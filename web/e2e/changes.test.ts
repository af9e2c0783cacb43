import { timeText } from '../src/time/format';
import { withVisitors } from './browser';
import { eventually } from './eventually';
import { calendarField, inUtc, mailTo } from './mail';
import { anOffice, aQuietDay, book, isFree } from './office';
import { aPatient, owner, signIn } from './people';
import { moment } from './slot-picker';

const visitors = withVisitors();

it('frees the slot of a visit that its patient cancels, tells both sides, and the planning at once', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const startsAt = (await aQuietDay(office.officeId))[6] ?? '';
  await book(patient.token, office.officeId, startsAt);
  const planning = await visitors.open('desktop');
  await signIn(planning, owner, '/planning');
  const line = planning
    .getByRole('region', { name: 'Visites à venir' })
    .getByText(`Rose ${patient.lastName} à ${timeText(startsAt, 'Europe/Paris', 'fr')}`, { exact: true });
  await line.waitFor();
  await planning.getByText('À jour à l’instant').waitFor();

  const page = await visitors.open('phone');
  await signIn(page, patient, '/mes-visites');
  await page.getByRole('button', { name: `Annuler la visite du ${moment(startsAt)}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Annuler cette visite ?' });
  await dialog.getByText(`Visite du ${moment(startsAt)} chez `).waitFor();
  await dialog.getByRole('button', { name: 'Oui, annuler la visite' }).click();
  await page.getByText(`La visite du ${moment(startsAt)} est annulée.`).waitFor();
  await page.getByText('Vous n’avez aucune visite à venir.').waitFor();

  await line.waitFor({ state: 'detached' });
  await eventually(async () => expect(await isFree(office.officeId, startsAt)).toBe(true));
  const mine = await mailTo(patient.email, /^Rendez-vous annulé/);
  expect(mine.subject).toBe(`Rendez-vous annulé : ${moment(startsAt)}`);
  expect(calendarField(mine.calendar, 'METHOD')).toBe('CANCEL');
  expect(calendarField(mine.calendar, 'STATUS')).toBe('CANCELLED');
  await eventually(async () => {
    const { text } = await mailTo(await office.email(), new RegExp(`^Visite annulée : ${moment(startsAt)}`));
    expect(text).toContain(patient.lastName);
  });
});

it('mails a patient whose visit staff move, with a calendar file that replaces the first, and shows the new time', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const starts = await aQuietDay(office.officeId);
  const [before = '', after = ''] = [starts[2], starts.at(-1)];
  const visit = await book(patient.token, office.officeId, before);
  const confirmation = await mailTo(patient.email, /^Rendez-vous confirmé/);

  await office.move(visit, after);
  const moved = await mailTo(patient.email, /^Rendez-vous déplacé/);
  expect(moved.subject).toBe(`Rendez-vous déplacé : ${moment(after)}`);
  expect(calendarField(moved.calendar, 'METHOD')).toBe('REQUEST');
  expect(calendarField(moved.calendar, 'DTSTART')).toBe(inUtc(after));
  expect(calendarField(moved.calendar, 'UID')).toBe(calendarField(confirmation.calendar, 'UID'));
  expect(Number(calendarField(moved.calendar, 'SEQUENCE'))).toBeGreaterThan(
    Number(calendarField(confirmation.calendar, 'SEQUENCE')),
  );

  const page = await visitors.open('phone');
  await signIn(page, patient, '/mes-visites');
  await page.getByRole('heading', { name: moment(after), exact: true }).waitFor();
  expect(await page.getByRole('heading', { name: moment(before), exact: true }).count()).toBe(0);
  expect(await isFree(office.officeId, before)).toBe(true);
  await office.cancel(visit.appointmentId);
});
