import type { Page } from 'playwright-core';
import { withVisitors } from './browser';
import { linkIn, mailTo } from './mail';
import { aPatient, aPerson, fillSignIn, type Person, signIn } from './people';

const visitors = withVisitors();

const fillForm = async (page: Page, person: Person, again = person): Promise<void> => {
  const fields: [string, string][] = [
    ['Nom', person.lastName],
    ['Prénom', person.firstName],
    ['Identifiant', person.login],
    ['Mot de passe', person.password],
    ['Répétez le mot de passe', again.password],
    ['Adresse e-mail', person.email],
    ['Répétez l’adresse e-mail', again.email],
  ];
  for (const [name, value] of fields) await page.getByRole('textbox', { name, exact: true }).fill(value);
};

const send = (page: Page): Promise<void> =>
  page.getByRole('main').getByRole('button', { name: 'S’enregistrer' }).click();
const proved = (page: Page): Promise<void> => page.getByText('Vérification terminée').waitFor();

/** The label of the field that has the focus, once a fault is shown. */
const focused = (page: Page): Promise<string> =>
  page
    .waitForFunction(() => {
      const field = document.activeElement;
      return field instanceof HTMLInputElement && field.ariaInvalid === 'true' ? field.labels?.[0]?.textContent : null;
    })
    .then((handle) => handle.jsonValue())
    .then((label) => label ?? '');

const greeting = ({ lastName, firstName }: Person): string => `Bonjour, ${lastName} ${firstName}`;

describe('registration', () => {
  it('says each fault at its field, with the focus on the first, and keeps what was typed', async () => {
    const [person, known] = [aPerson(), await aPatient()];
    const page = await visitors.open('phone');
    await page.goto('/inscription');
    await proved(page);
    await send(page);
    for (const fault of ['Indiquez votre nom.', 'Indiquez votre prénom.', 'Choisissez un identifiant.'])
      await page.getByText(fault).waitFor();
    expect(await focused(page)).toMatch(/^Nom/);

    const wrong = { ...person, login: 'Élodie', password: 'court' };
    await fillForm(page, wrong, { ...wrong, password: 'autre chose', email: 'autre@example.test' });
    await send(page);
    await page.getByText(/^Lettres minuscules et chiffres seulement/).waitFor();
    await page.getByText('Le mot de passe compte 10 caractères au moins.').waitFor();
    await page.getByText('Les deux mots de passe sont différents.').waitFor();
    await page.getByText('Les deux adresses sont différentes.').waitFor();
    expect(await focused(page)).toMatch(/^Identifiant/);

    await fillForm(page, { ...person, password: 'court' });
    await send(page);
    expect(await focused(page)).toMatch(/^Mot de passe/);

    await fillForm(page, { ...person, login: known.login });
    await send(page);
    await page.getByText('Cet identifiant est déjà pris. Choisissez-en un autre.').waitFor();
    expect(await focused(page)).toMatch(/^Identifiant/);
    expect(await page.getByLabel('Prénom').inputValue()).toBe(person.firstName);
  });

  it('leads through captcha, verified e-mail, sign-in in French and consents to the greeting, and out again', async () => {
    const person = aPerson();
    const page = await visitors.open('desktop');
    await page.goto('/');
    await page.getByRole('link', { name: 'S’enregistrer' }).first().click();
    await proved(page);
    await page.getByRole('button', { name: /nouveau code/i }).click();
    await proved(page);
    await fillForm(page, person);
    await send(page);
    await page.getByRole('heading', { name: 'Votre compte est créé' }).waitFor();

    const mail = await mailTo(person.email, /^Vérifiez votre adresse/);
    const mailbox = await visitors.open('phone');
    await mailbox.goto(linkIn(mail));
    const button = mailbox.getByRole('link', { name: 'Confirmer' });
    const verified = mailbox.getByText(/adresse e-mail est vérifiée|compte est à jour/);
    await button.or(verified).first().waitFor();
    if (await button.count()) await button.click();
    await verified.waitFor();

    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    await fillSignIn(page, person);
    await page.getByRole('heading', { name: `Bienvenue ${person.firstName}` }).waitFor();
    await page.getByRole('button', { name: 'Donner mon accord et continuer' }).click();
    await page.getByText('Cet accord est nécessaire pour continuer.').first().waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByLabel('Ville').fill('Nice');
    await page.getByRole('button', { name: 'Donner mon accord et continuer' }).click();

    await page.getByRole('button', { name: greeting(person) }).click();
    await page.getByRole('link', { name: 'Mon compte' }).first().click();
    await page.getByText('Nice').waitFor();
    expect(await page.getByRole('main').textContent()).toMatch(/example\.test.*confirmée/);
    expect(await page.getByText('pas encore confirmée').count()).toBe(0);

    await page.getByRole('button', { name: greeting(person) }).click();
    await page.getByRole('banner').getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('banner').getByRole('link', { name: 'Se connecter' }).waitFor();
    await page.goto('/auth/login?lang=fr');
    await page.getByLabel('Identifiant ou adresse e-mail').waitFor();
  });
});

describe('a session', () => {
  const comeBack = async (page: Page): Promise<Page> => {
    const state = await page.context().storageState();
    // A browser that is closed and opened again has its lasting cookies only.
    const lasting = state.cookies.filter(({ expires }) => expires > 0);
    return visitors.open('phone', { storageState: { ...state, cookies: lasting } });
  };

  it('outlives the browser for those who ask to stay connected, and for nobody else', async () => {
    const person = await aPatient();
    for (const keep of [true, false]) {
      const page = await visitors.open('phone');
      await page.goto('/auth/login?lang=fr');
      await fillSignIn(page, person, keep);
      await page.getByRole('button', { name: greeting(person) }).waitFor();
      const later = await comeBack(page);
      await later.goto('/');
      const banner = later.getByRole('banner');
      await (keep
        ? banner.getByRole('button', { name: greeting(person) })
        : banner.getByRole('link', { name: 'Se connecter' })
      ).waitFor();
    }
  });

  it('can be had again by somebody who forgot the password, through a mail', async () => {
    const person = await aPatient();
    const page = await visitors.open('phone');
    await page.goto('/auth/login?lang=fr');
    await page.getByRole('link', { name: 'Mot de passe oublié' }).click();
    await page.getByLabel('Identifiant ou adresse e-mail').fill(person.email);
    await page.getByRole('button', { name: 'Recevoir le lien' }).click();
    await page.getByText(/^Si un compte correspond/).waitFor();

    const mail = await mailTo(person.email, /^Choisissez un nouveau mot de passe/);
    const password = 'une autre phrase assez longue';
    await page.goto(linkIn(mail));
    await page.getByLabel('Nouveau mot de passe').fill(password);
    await page.getByLabel('Le même, une seconde fois').fill(password);
    await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click();
    await page
      .getByText(/mot de passe est changé|Bonjour, /)
      .first()
      .waitFor();

    const anew = await visitors.open('desktop');
    person.password = password;
    await signIn(anew, person);
    await anew.getByRole('button', { name: greeting(person) }).waitFor();
  });
});
