import type { Page } from 'playwright-core';
import { withVisitors } from './browser';
import { allSettled, comeBack, hold } from './hold';
import { anOffice } from './office';
import { fillSignIn, owner, signIn } from './people';

const visitors = withVisitors();

let office: Awaited<ReturnType<typeof anOffice>>;
const mark = crypto.randomUUID().slice(0, 8);
const reason = (name: string) => `${name} ${mark}`;
const address = (name: string) => `${name}.${mark}@example.test`;

beforeAll(async () => {
  office = await anOffice();
});

afterEach(async () => {
  for (const { reasonId, text } of await office.reasons()) if (text.endsWith(mark)) await office.removeReason(reasonId);
  for (const { email } of await office.emails()) if (email.includes(mark)) await office.removeEmail(email);
});

const reasonField = (page: Page) => page.getByLabel('Nouveau motif');
const addressField = (page: Page) => page.getByLabel('Adresses à ajouter');
const add = (page: Page) => page.getByRole('button', { name: 'Ajouter', exact: true }).click();
const bin = (page: Page, text: string) => page.getByRole('button', { name: `Supprimer « ${text} »` });
const undo = (page: Page, text: string) => page.getByRole('button', { name: `Rétablir « ${text} »` });
const focusedId = (page: Page) => page.evaluate(() => document.activeElement?.id);

const openReasons = async (...texts: string[]): Promise<Page> => {
  for (const text of texts) await office.addReason(text);
  const page = await visitors.open('desktop');
  await signIn(page, owner, '/motifs');
  await reasonField(page).waitFor();
  for (const text of texts) await bin(page, text).waitFor();
  return page;
};

const openAddresses = async (): Promise<Page> => {
  const page = await visitors.open('desktop');
  await signIn(page, owner, '/adresses-mail');
  await page.getByRole('heading', { name: /adresse/, level: 2 }).waitFor();
  return page;
};

it('a list stays typed when the session has ended, and is added once signed in again beside it', async () => {
  const page = await openAddresses();
  const list = [address('un'), address('deux')].join('\n');
  await addressField(page).fill(list);
  await page.context().clearCookies();
  await add(page);
  await page.getByText('Connexion nécessaire').waitFor();
  const again = page.getByRole('link', { name: 'Se reconnecter' });
  await again.waitFor();
  expect(await addressField(page).inputValue()).toBe(list);

  const [tab] = await Promise.all([page.context().waitForEvent('page'), again.click()]);
  await fillSignIn(tab, owner);
  await comeBack(page);
  await again.waitFor({ state: 'hidden' });
  await add(page);
  await page.getByText('2 adresses ajoutées.').waitFor();
  expect(await addressField(page).inputValue()).toBe('');
});

it('the next reason, typed before the answer to the last, stays', async () => {
  const page = await openReasons();
  const adding = await hold(page, 'POST', /\/reasons$/);
  await reasonField(page).fill(reason('vaccin'));
  await reasonField(page).press('Enter');
  await adding.asked;
  await reasonField(page).fill(reason('certificat'));
  adding.letGo();
  await bin(page, reason('vaccin')).waitFor();
  await allSettled(page);
  expect(await reasonField(page).inputValue()).toBe(reason('certificat'));
  await reasonField(page).press('Enter');
  await bin(page, reason('certificat')).waitFor();
  await allSettled(page);
  expect(await reasonField(page).inputValue()).toBe('');
});

it('the next list of addresses, pasted before the answer to the last, stays; what was malformed is named', async () => {
  const page = await openAddresses();
  const adding = await hold(page, 'POST', /\/patient-emails$/);
  await addressField(page).fill(`${address('un')} incomplet@`);
  await add(page);
  await adding.asked;
  await addressField(page).fill(address('deux'));
  adding.letGo();
  await page.getByText('Une adresse ajoutée.').waitFor();
  await page.getByText(/^À corriger.* incomplet@$/).waitFor();
  await allSettled(page);
  expect(await addressField(page).inputValue()).toBe(address('deux'));
});

it('a removal leaves the focus to who went on typing, and else puts it on the list', async () => {
  const [first, second] = [reason('un'), reason('deux')];
  const page = await openReasons(first, second);
  const removing = await hold(page, 'DELETE', /\/reasons\//);
  await bin(page, first).click();
  await removing.asked;
  await reasonField(page).click();
  await page.keyboard.type('suite');
  removing.letGo();
  await bin(page, first).waitFor({ state: 'hidden' });
  await allSettled(page);
  await page.keyboard.type(' et fin');
  expect(await reasonField(page).inputValue()).toBe('suite et fin');

  await bin(page, second).focus();
  await page.keyboard.press('Enter');
  await bin(page, second).waitFor({ state: 'hidden' });
  await allSettled(page);
  expect(await focusedId(page)).toBe('reason-table');
});

it('an address that is removed leaves the focus to who went on typing', async () => {
  await office.addEmails([address('un')]);
  const page = await openAddresses();
  const removing = await hold(page, 'POST', /\/patient-emails\/remove$/);
  const row = page.getByRole('button', { name: `Retirer ${address('un')}` });
  await row.click();
  await removing.asked;
  await addressField(page).click();
  removing.letGo();
  await row.waitFor({ state: 'hidden' });
  await allSettled(page);
  await page.keyboard.type('suite');
  expect(await addressField(page).inputValue()).toBe('suite');
});

it('each removal is taken back by a button of its own, whatever else is removed meanwhile', async () => {
  const [first, second, third] = [reason('un'), reason('deux'), reason('trois')];
  const page = await openReasons(first, second, third);
  await bin(page, first).click();
  await page.getByText(`« ${first} » est supprimé.`).waitFor();
  await bin(page, second).click();
  await page.getByText(`« ${second} » est supprimé.`).waitFor();
  const removing = await hold(page, 'DELETE', /\/reasons\//);
  await bin(page, third).click();
  await removing.asked;
  await undo(page, first).click();
  await bin(page, first).waitFor();
  await undo(page, first).waitFor({ state: 'hidden' });
  removing.letGo();
  await undo(page, third).waitFor();
  expect(await undo(page, second).isVisible()).toBe(true);
  await allSettled(page);
  const left = (await office.reasons()).map(({ text }) => text);
  expect(left).toContain(first);
  expect(left).not.toContain(second);
});

it('a removal can be taken back for ten seconds, and for longer by somebody who is about to', async () => {
  const text = reason('un');
  const page = await openReasons(text);
  await page.clock.install();
  await bin(page, text).click();
  await undo(page, text).focus();
  await page.clock.fastForward(60_000);
  expect(await undo(page, text).isVisible()).toBe(true);
  await reasonField(page).focus();
  await page.clock.fastForward(9_000);
  expect(await undo(page, text).isVisible()).toBe(true);
  await page.clock.fastForward(2_000);
  await undo(page, text).waitFor({ state: 'hidden' });
});

it('what could not be taken back can be tried again', async () => {
  const text = reason('un');
  const page = await openReasons(text);
  await bin(page, text).click();
  await undo(page, text).waitFor();
  await page.route(
    /\/reasons$/,
    (route) => route.fulfill({ status: 409, json: { code: 'conflict', title: 'Pas maintenant' } }),
    { times: 1 },
  );
  await undo(page, text).click();
  await page.getByText('Pas maintenant').waitFor();
  await undo(page, text).click();
  await bin(page, text).waitFor();
  await undo(page, text).waitFor({ state: 'hidden' });
  expect(await focusedId(page)).toBe('reason-table');
});
