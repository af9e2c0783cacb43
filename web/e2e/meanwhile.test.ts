import { withVisitors } from './browser';
import { hold } from './hold';
import { anOffice, aQuietDay, book, isFree } from './office';
import { aPatient, owner, signIn } from './people';
import { booked, chooseSlot, confirm, moment } from './slot-picker';

const visitors = withVisitors();

it('lets nobody choose another slot while one is being booked', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const startsAt = (await aQuietDay(office.officeId))[8] ?? '';
  const page = await visitors.open('phone');
  await signIn(page, patient, `/officine/${office.officeId}`);
  await chooseSlot(page, startsAt);
  const posting = await hold(page, 'POST', /\/api\/appointments$/);
  await confirm(page);
  await posting.asked;
  await page.getByRole('button', { name: 'Choisir un autre créneau', disabled: true }).waitFor();
  await page.getByRole('textbox', { name: 'Motif de la visite (facultatif)', disabled: true }).waitFor();
  posting.letGo();
  await booked(page);
});

it('keeps the question open while a visit is being cancelled', async () => {
  const [office, patient] = await Promise.all([anOffice(), aPatient()]);
  const startsAt = (await aQuietDay(office.officeId))[9] ?? '';
  await book(patient.token, office.officeId, startsAt);
  const page = await visitors.open('desktop');
  await signIn(page, patient, '/mes-visites');
  await page.getByRole('button', { name: `Annuler la visite du ${moment(startsAt)}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Annuler cette visite ?' });
  const deleting = await hold(page, 'DELETE', /\/api\/appointments\//);
  await dialog.getByRole('button', { name: 'Oui, annuler la visite' }).click();
  await deleting.asked;
  for (const name of ['Non, la garder', 'Fermer']) await dialog.getByRole('button', { name, disabled: true }).waitFor();
  for (let time = 0; time < 3; time += 1) await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  expect(await dialog.isVisible()).toBe(true);
  expect(await isFree(office.officeId, startsAt)).toBe(false);
  deleting.letGo();
  await page.getByText(`La visite du ${moment(startsAt)} est annulée.`).waitFor();
  await dialog.waitFor({ state: 'hidden' });
});

it('leaves whoever goes on while settings are being saved where they are', async () => {
  const office = await anOffice();
  const restore = await office.change({});
  try {
    const { version } = await office.settings();
    const page = await visitors.open('desktop');
    await signIn(page, owner, '/parametrage/modifier');
    const access = page.getByRole('textbox', { name: 'Accès au cabinet' });
    await access.fill('Deuxième étage');
    const saving = await hold(page, 'PUT', /\/settings$/);
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await saving.asked;
    await page.getByRole('textbox', { name: 'Accès au cabinet', disabled: true }).waitFor();
    await page.getByRole('link', { name: 'Gestion des motifs de visites patients' }).click();
    await page.getByRole('heading', { level: 1, name: 'Gestion des motifs de visites patients' }).waitFor();
    const answered = page.waitForResponse((response) => response.request().method() === 'PUT');
    saving.letGo();
    await (await answered).finished();
    await page.waitForTimeout(500);
    expect(new URL(page.url()).pathname).toBe('/motifs');
    expect((await office.settings()).version).toBe(version + 1);
  } finally {
    await restore();
  }
});

it('leaves the focus in the search, and what is typed there after it was sent', async () => {
  const page = await visitors.open('desktop');
  await page.goto('/recherche?q=dentiste');
  const who = page.getByLabel('Nom ou spécialité');
  await page.getByText(/trouvés?$/).waitFor();
  await who.fill('medecin');
  await who.press('Enter');
  await page.keyboard.type(' de');
  await page.waitForURL('**/recherche?q=medecin');
  await page.keyboard.type(' famille');
  expect(await who.inputValue()).toBe('medecin de famille');
  await page.goBack();
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[name=q]')?.value === 'dentiste');
});
