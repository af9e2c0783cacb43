import { withVisitors } from './browser';
import { calendarField, inUtc, mailTo } from './mail';
import { anOffice, aQuietDay, isFree } from './office';
import { aPatient, fillSignIn, signIn } from './people';
import { booked, chooseSlot, confirm, moment } from './slot-picker';

const visitors = withVisitors();

describe('a patient looking for a practitioner', () => {
  it.each([
    ['by name', (lastName: string) => ({ who: lastName.toLowerCase(), city: '' })],
    ['by speciality, without accents', () => ({ who: 'medecin', city: '' })],
    ['by city', () => ({ who: '', city: 'paris' })],
  ])('finds the office %s', async (_how, words) => {
    const { firstName, lastName } = await (await anOffice()).office();
    const { who, city } = words(lastName);
    const page = await visitors.open('desktop');
    await page.goto('/');
    await page.getByLabel('Nom ou spécialité').fill(who);
    await page.getByLabel('Ville').fill(city);
    await page.getByRole('button', { name: 'Rechercher', exact: true }).click();
    await page
      .getByRole('link', { name: `${firstName} ${lastName}` })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: `${firstName} ${lastName}` }).waitFor();
    await page.getByRole('heading', { name: 'Choisissez un créneau' }).waitFor();
    await page.getByRole('button', { name: /^Premier créneau libre : / }).waitFor();
    await page.getByText('12 rue de la Fidélité, 75010 Paris').waitFor();
  });
});

describe('a booking', () => {
  it('keeps slot and reason through signing in, and is confirmed by mail with its calendar file', async () => {
    const [office, patient] = await Promise.all([anOffice(), aPatient()]);
    const [startsAt = ''] = (await aQuietDay(office.officeId)).slice(3);
    const page = await visitors.open('phone');
    await page.goto(`/officine/${office.officeId}`);
    await chooseSlot(page, startsAt);
    await page.getByLabel('Motif de la visite (facultatif)').fill('douleur au genou');
    await page.getByRole('button', { name: 'Se connecter pour confirmer' }).click();
    await fillSignIn(page, patient);
    await page.getByRole('heading', { name: moment(startsAt), exact: true }).waitFor();
    expect(await page.getByLabel('Motif de la visite (facultatif)').inputValue()).toBe('douleur au genou');
    await confirm(page);
    await booked(page);
    expect(await page.locator('main').textContent()).toContain(patient.email);

    const mail = await mailTo(patient.email, /^Rendez-vous confirmé/);
    expect(mail.subject).toBe(`Rendez-vous confirmé : ${moment(startsAt)}`);
    expect(calendarField(mail.calendar, 'METHOD')).toBe('REQUEST');
    expect(calendarField(mail.calendar, 'DTSTART')).toBe(inUtc(startsAt));
    expect(await isFree(office.officeId, startsAt)).toBe(false);

    await page.getByRole('link', { name: 'Voir mes visites' }).click();
    await page.getByRole('heading', { name: moment(startsAt), exact: true }).waitFor();
    await page.getByText('douleur au genou').waitFor();
  });

  it('offers the reasons of the table, and asks the mobile number for the reserved word alone', async () => {
    const [office, patient] = await Promise.all([anOffice(), aPatient()]);
    const restore = await office.change({ reasonMode: 'T' });
    const names = ['Renouvellement d’ordonnance', 'Visite par Téléconsultation'];
    const added = [];
    for (const name of names) added.push(await office.addReason(`${name} ${patient.lastName}`));
    try {
      const [startsAt = ''] = (await aQuietDay(office.officeId)).slice(4);
      const page = await visitors.open('desktop');
      await signIn(page, patient, `/officine/${office.officeId}`);
      await chooseSlot(page, startsAt);
      await confirm(page);
      await page.getByText('Choisissez un motif dans la liste.').waitFor();

      const number = page.getByLabel('Numéro de mobile');
      await page.getByLabel(added[0]?.text ?? '').check();
      expect(await number.count()).toBe(0);
      await page.getByLabel(added[1]?.text ?? '').check();
      await confirm(page);
      await page.getByText('Indiquez le numéro de mobile où vous joindre, par exemple 06 12 34 56 78.').waitFor();
      await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'tel');
      await number.fill('06 12 34 56 78');
      await confirm(page);
      await booked(page);
      await page.getByText(`${added[1]?.text} (0612345678)`).waitFor();
    } finally {
      for (const { reasonId } of added) await office.removeReason(reasonId);
      await restore();
    }
  });
});
