import { randomUUID } from 'node:crypto';
import { findRelation, staffOf } from '../src/outbound/postgres/office-repository';
import { makeAffiliateSecretary, makeRemoveSecretary } from '../src/use-cases/change-secretary';
import { makeOpenOffice } from '../src/use-cases/open-office';
import { makeReadStaff } from '../src/use-cases/read-people';
import { makeReadOffice } from '../src/use-cases/search-offices';
import { makeSeedDemo } from '../src/use-cases/seed-demo';
import { makeWorkOffKeycloakSteps } from '../src/use-cases/work-off-keycloak-steps';
import {
  aPerson,
  aRegistration,
  eventsOf,
  keycloakAway,
  openStore,
  removeAccounts,
  rolesOf,
  type Store,
} from './identity-builder';

let store: Store;
const logins: string[] = [];
beforeAll(async () => {
  store = await openStore();
});
afterAll(async () => {
  await removeAccounts(logins);
  await store.close();
});

/** A person with a row and an account. */
const registered = async () => {
  const registration = aRegistration();
  logins.push(registration.login);
  const id = await store.accounts.create(registration);
  return aPerson(store, { ...registration, id });
};
const open = (ownerId: string, officeId = randomUUID()) =>
  makeOpenOffice(store)({ officeId, ownerId, openedBy: null }).then(() => officeId);
const affiliate = (officeId: string, personId: string) =>
  makeAffiliateSecretary(store)({ officeId, personId, by: null });
const remove = (officeId: string, personId: string) => makeRemoveSecretary(store)({ officeId, personId, by: null });
const waiting = () => store.postgres.query('SELECT person_id, kind, attempts FROM keycloak_step');

describe('an opened office', () => {
  test('has its owner, is found, and is told of without a name', async () => {
    const owner = await aPerson(store, { lastName: 'Ferrand', firstName: 'Odile' });
    const officeId = await open(owner.id);
    expect(await findRelation(store.postgres, officeId, owner.id)).toBe('owner');
    expect(await makeReadOffice(store)(officeId)).toMatchObject({ lastName: 'Ferrand', bookable: false });
    const events = await eventsOf(store, owner.id);
    expect(events).toEqual([
      { type: 'OfficeOpened', officeId, ownerId: owner.id, version: 1 },
      { type: 'AffiliationChanged', officeId, personId: owner.id, relation: 'RELATION_OWNER', version: 1 },
    ]);
  });

  test('opens once, however often it is asked for at the same time', async () => {
    const owner = await aPerson(store);
    const officeId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => makeOpenOffice(store)({ officeId, ownerId: owner.id, openedBy: null })),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await eventsOf(store, owner.id)).toHaveLength(2);
  });

  test('is not handed to somebody else, nor opened for nobody', async () => {
    const officeId = await open((await aPerson(store)).id);
    const other = await aPerson(store);
    await expect(open(other.id, officeId)).rejects.toMatchObject({ code: 'office_exists' });
    await expect(open(randomUUID())).rejects.toMatchObject({ code: 'person_not_found' });
  });
});

describe('a secretary', () => {
  test('works for the office from the moment she is affiliated to the moment she is removed', async () => {
    const officeId = await open((await aPerson(store)).id);
    const { id } = await aPerson(store);
    expect(await affiliate(officeId, id)).toBe(true);
    expect(await affiliate(officeId, id)).toBe(false);
    expect(await findRelation(store.postgres, officeId, id)).toBe('secretary');
    expect(await remove(officeId, id)).toBe(true);
    expect(await remove(officeId, id)).toBe(false);
    expect(await findRelation(store.postgres, officeId, id)).toBeUndefined();
    expect(await affiliate(officeId, id)).toBe(true);
    const events = await eventsOf(store, id);
    expect(events.map(({ relation, version }) => [relation, version])).toEqual([
      ['RELATION_SECRETARY', 1],
      [undefined, 2],
      ['RELATION_SECRETARY', 3],
    ]);
  });

  test('stands after the owner in the list of the staff, which only staff may see', async () => {
    const owner = await aPerson(store, { lastName: 'Zola' });
    const officeId = await open(owner.id);
    const secretary = await aPerson(store, { lastName: 'Abel' });
    await affiliate(officeId, secretary.id);
    expect((await staffOf(store.postgres, officeId)).map(({ personId }) => personId)).toEqual([owner.id, secretary.id]);
    const staff = await makeReadStaff(store)(officeId, secretary.id);
    expect(staff.map(({ person, relation }) => [person.lastName, relation])).toEqual([
      ['Zola', 'owner'],
      ['Abel', 'secretary'],
    ]);
    const stranger = await aPerson(store);
    await expect(makeReadStaff(store)(officeId, stranger.id)).rejects.toMatchObject({ code: 'not_affiliated' });
  });

  test('is refused where there is no office, no person, and for the owner herself', async () => {
    const owner = await aPerson(store);
    const officeId = await open(owner.id);
    await expect(affiliate(randomUUID(), owner.id)).rejects.toMatchObject({ code: 'office_not_found' });
    await expect(affiliate(officeId, randomUUID())).rejects.toMatchObject({ code: 'person_not_found' });
    await expect(remove(officeId, owner.id)).rejects.toMatchObject({ code: 'owner_is_no_secretary' });
  });
});

describe('a role in Keycloak', () => {
  const workOff = (accounts = store.accounts) => makeWorkOffKeycloakSteps({ ...store, accounts })();
  beforeEach(() => store.postgres.query('DELETE FROM keycloak_step'));

  test('comes with the office, and the secretary’s goes with her last one', async () => {
    const owner = await registered();
    const secretary = await registered();
    const [first, second] = [await open(owner.id), await open((await aPerson(store)).id)];
    await store.postgres.query('DELETE FROM keycloak_step WHERE person_id <> $1', [owner.id]);
    await affiliate(first, secretary.id);
    await affiliate(second, secretary.id);
    await workOff();
    expect(await rolesOf(owner.id)).toEqual(['practitioner']);
    expect(await rolesOf(secretary.id)).toEqual(['secretary']);
    expect(await waiting()).toEqual([]);

    await remove(first, secretary.id);
    await workOff();
    expect(await rolesOf(secretary.id)).toEqual(['secretary']);
    await remove(second, secretary.id);
    await workOff();
    expect(await rolesOf(secretary.id)).toEqual([]);
    expect((await eventsOf(store, secretary.id)).at(-1)).toMatchObject({ type: 'PersonChanged' });
  });

  test('waits while Keycloak is away, longer each time, and comes when it is back', async () => {
    const owner = await registered();
    await open(owner.id);
    await workOff(keycloakAway());
    expect(await waiting()).toMatchObject([{ person_id: owner.id, attempts: 1 }]);
    await workOff(keycloakAway());
    expect(await waiting()).toMatchObject([{ attempts: 1 }]);
    store.clock.advance({ seconds: 2 });
    await workOff(keycloakAway());
    expect(await waiting()).toMatchObject([{ attempts: 2 }]);

    store.clock.advance({ minutes: 1 });
    await workOff();
    expect(await waiting()).toEqual([]);
    expect(await rolesOf(owner.id)).toEqual(['practitioner']);
  });

  test('survives a worker that died at it: its lease runs out', async () => {
    const owner = await registered();
    await open(owner.id);
    const died = new Promise<never>(() => undefined);
    void makeWorkOffKeycloakSteps({ ...store, accounts: { ...store.accounts, setRoles: () => died } })();
    while ((await waiting())[0]?.attempts !== 1) await new Promise((resolve) => setTimeout(resolve, 10));
    await workOff();
    expect(await rolesOf(owner.id)).toEqual([]);
    store.clock.advance({ minutes: 2 });
    await workOff();
    expect(await rolesOf(owner.id)).toEqual(['practitioner']);
  });

  test('asked for again while it is at work is looked at once more', async () => {
    const owner = await aPerson(store);
    const secretary = await registered();
    const officeId = await open(owner.id);
    await store.postgres.query('DELETE FROM keycloak_step');
    await affiliate(officeId, secretary.id);
    const setRoles: typeof store.accounts.setRoles = async (personId, roles) => {
      await remove(officeId, personId);
      return store.accounts.setRoles(personId, roles);
    };
    await workOff({ ...store.accounts, setRoles });
    expect(await rolesOf(secretary.id)).toEqual([]);
    expect(await waiting()).toHaveLength(1);
    await workOff();
    expect(await rolesOf(secretary.id)).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  test('of an account that is gone is given up', async () => {
    await open((await aPerson(store)).id);
    await workOff();
    expect(await waiting()).toEqual([]);
  });
});

test('the demo offices are opened once, with their people and consents', async () => {
  const said: string[] = [];
  const seed = makeSeedDemo({ ...store, say: (line) => void said.push(line) });
  await seed();
  expect(said.filter((line) => / (added|opened|affiliated)$/.test(line) && !/ is /.test(line))).toHaveLength(14);
  said.length = 0;
  await seed();
  expect(said).toHaveLength(14);
  expect(said.every((line) => / is (there|open|affiliated)$/.test(line))).toBe(true);
  const [{ count }] = await store.postgres.query('SELECT count(DISTINCT person_id) FROM consent');
  expect(count).toBe(10);
});
