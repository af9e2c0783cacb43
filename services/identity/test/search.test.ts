import { randomUUID } from 'node:crypto';
import { followPlanning, followSettings } from '../src/use-cases/list-office';
import { makeOpenOffice } from '../src/use-cases/open-office';
import { makeRememberPerson } from '../src/use-cases/remember-person';
import { makeReadOffice, makeSearchOffices } from '../src/use-cases/search-offices';
import { aPerson, NOW, openStore, type Store } from './identity-builder';

let store: Store;
beforeAll(async () => {
  store = await openStore();
  const offices = [
    ['Delmas', 'Hélène', 'Chirurgien-dentiste\nDiplômée de Lille', '75011', 'Paris'],
    ['Dubreuil', 'Marc', 'Ostéopathe', '13001', 'Marseille'],
    ['Le Goff', 'Jean-Pierre', 'Médecin généraliste', '35000', 'Saint-Malo'],
    ["N'Guyen-Cœur", 'Zoé', 'Sage-femme', '69003', 'Lyon'],
    ['Martin', 'Jeanne', 'Médecin', '97400', 'Saint-Denis'],
  ] as const;
  for (const [lastName, firstName, specialities, postalCode, city] of offices) {
    store.clock.advance({ seconds: 1 });
    const officeId = await anOffice(lastName, firstName);
    await store.postgres.tx((tx) =>
      followSettings(tx, officeId, {
        version: 1,
        specialities,
        mainFunction: specialities.split(' ')[0] ?? '',
        street: '1 rue des Lilas',
        postalCode,
        city,
      }),
    );
  }
});
afterAll(() => store.close());

const anOffice = async (lastName: string, firstName: string): Promise<string> => {
  const owner = await aPerson(store, { lastName, firstName });
  const officeId = randomUUID();
  await makeOpenOffice(store)({ officeId, ownerId: owner.id, openedBy: null });
  return officeId;
};
const find = async (query: string, city = '', page = { limit: 20, offset: 0 }): Promise<string[]> =>
  (await makeSearchOffices(store)({ query, city, ...page })).offices.map((office) => office.lastName);

test('an empty query lists all, those that opened first in front', async () => {
  expect(await find('')).toEqual(['Delmas', 'Dubreuil', 'Le Goff', "N'Guyen-Cœur", 'Martin']);
});

test.each([
  ['delmas', ['Delmas']],
  ['DELMAS hélène', ['Delmas']],
  ['Helene Delmas', ['Delmas']],
  ['elma', ['Delmas']],
  ['dentiste', ['Delmas']],
  ['chirurgien dentiste', ['Delmas']],
  ['lille', ['Delmas']],
  ['osteo', ['Dubreuil']],
  ['OSTÉOPATHE', ['Dubreuil']],
  ['jean', ['Martin', 'Le Goff']],
  ['pierre', ['Le Goff']],
  ['jean pierre', ['Le Goff']],
  ['Pierre-Jean', ['Le Goff']],
  ['le goff', ['Le Goff']],
  ['coeur', ["N'Guyen-Cœur"]],
  ["n'guyen", ["N'Guyen-Cœur"]],
  ['sage femme', ["N'Guyen-Cœur"]],
  ['medecin generaliste', ['Le Goff']],
])('“%s” finds %j', async (query, expected) => {
  expect((await find(query)).sort()).toEqual([...expected].sort());
});

test.each([
  ['dubreil', 'Dubreuil'],
  ['delmsa', 'Delmas'],
  ['ostheopathe', 'Dubreuil'],
  ['martn', 'Martin'],
  ['medcin', 'Martin'],
  ['helenne', 'Delmas'],
  ['dentitse', 'Delmas'],
])('“%s”, mistyped, still finds %s', async (query, expected) => {
  expect(await find(query)).toContain(expected);
});

test.each(['zzzzqqq', 'cardiologue', '%', 'delmas marseille'])('“%s” does not find everybody', async (query) => {
  expect(await find(query)).toHaveLength(query === '%' ? 5 : 0);
});

test.each([
  ['', 'paris', ['Delmas']],
  ['', 'SAINT', ['Le Goff', 'Martin']],
  ['', 'saint malo', ['Le Goff']],
  ['', '69003', ["N'Guyen-Cœur"]],
  ['medecin', 'saint-denis', ['Martin']],
  ['delmas', 'lyon', []],
])('“%s” in “%s” finds %j', async (query, city, expected) => {
  expect(await find(query, city)).toEqual(expected);
});

test('an exact name stands before a similar one', async () => {
  await anOffice('Dubreil', 'Anne');
  expect(await find('dubreil')).toEqual(['Dubreil', 'Dubreuil']);
  await store.postgres.query("DELETE FROM office_listing WHERE last_name = 'Dubreil'");
});

test('pages follow each other and know how many there are in all, beyond the end too', async () => {
  const search = makeSearchOffices(store);
  const pages = await Promise.all([0, 2, 4, 6].map((offset) => search({ query: '', city: '', limit: 2, offset })));
  expect(pages.map((page) => page.total)).toEqual([5, 5, 5, 5]);
  expect(pages.map((page) => page.offices.length)).toEqual([2, 2, 1, 0]);
  expect(new Set(pages.flatMap((page) => page.offices.map((office) => office.officeId))).size).toBe(5);
});

test('an office can be booked once it has settings and a planning, whichever comes first', async () => {
  const officeId = randomUUID();
  await store.postgres.tx((tx) => followPlanning(tx, officeId));
  await expect(makeReadOffice(store)(officeId)).rejects.toMatchObject({ code: 'office_not_found' });
  const owner = await aPerson(store, { lastName: 'Tardy' });
  await makeOpenOffice(store)({ officeId, ownerId: owner.id, openedBy: null });
  expect(await makeReadOffice(store)(officeId)).toMatchObject({ bookable: false });
  const settings = {
    version: 2,
    specialities: 'Podologue',
    mainFunction: 'Podologue',
    street: '',
    postalCode: '75001',
    city: 'Paris',
  };
  await store.postgres.tx((tx) => followSettings(tx, officeId, settings));
  await store.postgres.tx((tx) => followSettings(tx, officeId, { ...settings, version: 1, specialities: 'Autre' }));
  expect(await makeReadOffice(store)(officeId)).toMatchObject({ bookable: true, mainFunction: 'Podologue' });
  await store.postgres.query('DELETE FROM office_listing WHERE office_id = $1', [officeId]);
});

test('follows the owner’s new name', async () => {
  const officeId = await anOffice('Avant', 'Nom');
  const { ownerId } = await makeReadOffice(store)(officeId);
  const [row] = await store.postgres.query('SELECT login, email FROM person WHERE id = $1', [ownerId]);
  await makeRememberPerson(store)({
    id: ownerId,
    ...row,
    lastName: 'Apresvirage',
    firstName: 'Nom',
    emailVerified: true,
    locale: 'fr',
    issuedAt: Temporal.Instant.from(NOW),
  });
  expect(await find('apresvirage')).toEqual(['Apresvirage']);
  expect(await find('avant')).toEqual([]);
});
