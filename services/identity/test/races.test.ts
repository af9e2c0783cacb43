import { randomUUID } from 'node:crypto';
import type { Tx } from '@creneau/chassis';
import { aHalt, databaseState, type Halt, openTopic, untilWaiting } from '@creneau/chassis/testing';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { PlanningGenerated } from '@creneau/proto/scheduling/v1/events';
import { subscriptions } from '../src/inbound/kafka/subscriptions';
import { findRelation } from '../src/outbound/postgres/office-repository';
import { makeAffiliateSecretary, makeRemoveSecretary } from '../src/use-cases/change-secretary';
import { makeOpenOffice } from '../src/use-cases/open-office';
import { savePersonFacts } from '../src/use-cases/remember-person';
import { makeReadOffice } from '../src/use-cases/search-offices';
import { makeWorkOffKeycloakSteps } from '../src/use-cases/work-off-keycloak-steps';
import { aPerson, aRegistration, eventsOf, openStore, removeAccounts, rolesOf, type Store } from './identity-builder';

let store: Store;
const logins: string[] = [];
beforeAll(async () => {
  store = await openStore();
});
afterAll(async () => {
  await removeAccounts(logins);
  await store.close();
});

/** A store whose transactions stop before they commit. */
const stoppingAt = (halt: Halt): Store => ({
  ...store,
  postgres: {
    ...store.postgres,
    tx: (work) =>
      store.postgres.tx(async (tx: Tx) => {
        const answer = await work(tx);
        await halt.here();
        return answer;
      }),
  },
});
/** Runs `first` up to its commit, has `second` run into it, and answers what both came to. */
const oneIntoTheOther = async <A, B>(first: (on: Store) => Promise<A>, second: (on: Store) => Promise<B>) => {
  const halt = aHalt();
  const [running] = [first(stoppingAt(halt))];
  await halt.reached;
  const [waiting] = [Promise.allSettled([second(store)])];
  await untilWaiting(store.postgres);
  halt.goOn();
  const [a, [b]] = await Promise.all([running, waiting]);
  return [a, b] as const;
};
const opening = (ownerId: string, officeId: string) => (on: Store) =>
  makeOpenOffice(on)({ officeId, ownerId, openedBy: null });
const rename = (owner: Awaited<ReturnType<typeof aPerson>>, lastName: string) => (on: Store) =>
  on.postgres.tx((tx) => savePersonFacts(tx, { ...owner, lastName }, store.clock.now()));

describe('an office that is opened while its owner is renamed', () => {
  test.each(['the renaming', 'the opening'])('shows her new name when %s commits first', async (first) => {
    const owner = await aPerson(store, { lastName: 'Avant' });
    const officeId = randomUUID();
    const [open, change] = [opening(owner.id, officeId), rename(owner, 'Après')];
    if (first === 'the renaming') await oneIntoTheOther(change, open);
    else await oneIntoTheOther(open, change);
    expect(await makeReadOffice(store)(officeId)).toMatchObject({ lastName: 'Après' });
  });
});

test('two offices that one practitioner opens at once are both hers, told one after the other', async () => {
  const owner = await aPerson(store);
  const [one, two] = [randomUUID(), randomUUID()];
  const answers = await oneIntoTheOther(opening(owner.id, one), opening(owner.id, two));
  expect(answers).toEqual([true, { status: 'fulfilled', value: true }]);
  expect((await eventsOf(store, owner.id)).map(({ type, officeId }) => [type, officeId])).toEqual([
    ['OfficeOpened', one],
    ['AffiliationChanged', one],
    ['OfficeOpened', two],
    ['AffiliationChanged', two],
  ]);
  const steps = await store.postgres.query('SELECT generation FROM keycloak_step WHERE person_id = $1', [owner.id]);
  expect(steps).toEqual([{ generation: 2 }]);
});

test.each(['added', 'removed'])(
  'a secretary who is added and removed at once is what was said last: %s',
  async (last) => {
    const officeId = randomUUID();
    await opening((await aPerson(store)).id, officeId)(store);
    const { id: personId } = await aPerson(store);
    const cmd = { officeId, personId, by: null };
    const add = (on: Store) => makeAffiliateSecretary(on)(cmd);
    const remove = (on: Store) => makeRemoveSecretary(on)(cmd);
    if (last === 'added') await add(store);
    const answers = last === 'added' ? await oneIntoTheOther(remove, add) : await oneIntoTheOther(add, remove);
    expect(answers).toEqual([true, { status: 'fulfilled', value: true }]);
    expect(await findRelation(store.postgres, officeId, personId)).toBe(last === 'added' ? 'secretary' : undefined);
    const told = (await eventsOf(store, personId)).map(({ version, relation }) => [version, relation]);
    expect(told.at(-1)).toEqual([told.length, last === 'added' ? 'RELATION_SECRETARY' : undefined]);
  },
);

describe('a step between Keycloak and the database', () => {
  const workOff = (accounts = store.accounts) => makeWorkOffKeycloakSteps({ ...store, accounts })();
  /** A secretary with an account, whose role is due. */
  const dueSecretary = async () => {
    const registration = aRegistration();
    logins.push(registration.login);
    const personId = await store.accounts.create(registration);
    await aPerson(store, { ...registration, id: personId });
    const officeId = randomUUID();
    await opening((await aPerson(store)).id, officeId)(store);
    await store.postgres.query('DELETE FROM keycloak_step');
    await makeAffiliateSecretary(store)({ officeId, personId, by: null });
    return { officeId, personId };
  };

  test('whose worker dies after Keycloak’s yes is done again, and told', async () => {
    const { personId } = await dueSecretary();
    const grave = aHalt();
    const setRoles: typeof store.accounts.setRoles = async (...roles) => {
      await store.accounts.setRoles(...roles);
      await grave.here();
      throw new Error('killed');
    };
    void workOff({ ...store.accounts, setRoles });
    await grave.reached;
    expect(await rolesOf(personId)).toEqual(['secretary']);
    expect((await eventsOf(store, personId)).map(({ type }) => type)).toEqual(['AffiliationChanged']);
    await workOff();
    store.clock.advance({ minutes: 2 });
    await workOff();
    expect((await eventsOf(store, personId)).map(({ type }) => type)).toEqual(['AffiliationChanged', 'PersonChanged']);
    expect(await store.postgres.query('SELECT 1 FROM keycloak_step')).toEqual([]);
    grave.goOn();
  });

  test('whose worker was held up beyond its lease undoes nothing that came meanwhile', async () => {
    const { officeId, personId } = await dueSecretary();
    const halt = aHalt();
    const setRoles: typeof store.accounts.setRoles = async (...roles) => {
      await halt.here();
      await store.accounts.setRoles(...roles);
    };
    const [late] = [workOff({ ...store.accounts, setRoles })];
    await halt.reached;
    store.clock.advance({ minutes: 2 });
    await makeRemoveSecretary(store)({ officeId, personId, by: null });
    await workOff();
    expect(await store.postgres.query('SELECT 1 FROM keycloak_step')).toEqual([]);
    halt.goOn();
    await late;
    expect(await rolesOf(personId)).toEqual([]);
  });
});

test('settings in old order after newer, and a topic replayed from its start, change no listing', async () => {
  const topic = await openTopic();
  try {
    const owner = await aPerson(store);
    const officeId = randomUUID();
    await opening(owner.id, officeId)(store);
    const saved = (version: number) =>
      SettingsSaved.fromJSON({
        officeId,
        version,
        settings: { specialities: `Version ${version}`, city: `V${version}` },
      });
    await topic.tell(officeId, SettingsSaved, saved(3), saved(1), saved(2));
    await topic.tell(officeId, PlanningGenerated, PlanningGenerated.fromJSON({ officeId }));
    await topic.applyAll(store, subscriptions());
    expect(await makeReadOffice(store)(officeId)).toMatchObject({ city: 'V3', bookable: true });
    const before = await databaseState(store.postgres);
    await topic.applyAll(store, subscriptions());
    expect(await databaseState(store.postgres)).toEqual(before);
  } finally {
    await topic.close();
  }
});
