import { randomUUID } from 'node:crypto';
import { catchUp } from '@creneau/chassis';
import { openTopic, type TestTopic } from '@creneau/chassis/testing';
import { AffiliationChanged } from '@creneau/proto/identity/v1/events';
import { Relation } from '@creneau/proto/identity/v1/messages';
import { ownFacts } from '../src/inbound/kafka/own-facts';
import { findRelation } from '../src/outbound/postgres/office-repository';
import { makeAffiliateSecretary } from '../src/use-cases/change-secretary';
import { makeOpenOffice } from '../src/use-cases/open-office';
import { aPerson, openStore, type Store } from './identity-builder';

let store: Store;
let topic: TestTopic;
beforeAll(async () => {
  [store, topic] = await Promise.all([openStore(), openTopic()]);
});
afterAll(async () => {
  await Promise.all([store.close(), topic.close()]);
});

const steps = async (personId: string) =>
  store.postgres.query('SELECT generation FROM keycloak_step WHERE person_id = $1 AND kind = $2', [personId, 'roles']);

test('who was removed after the backup has no access after the restore, and her role follows', async () => {
  const officeId = randomUUID();
  const [owner, secretary] = [await aPerson(store), await aPerson(store)];
  await makeOpenOffice(store)({ officeId, ownerId: owner.id, openedBy: null });
  await makeAffiliateSecretary(store)({ officeId, personId: secretary.id, by: owner.id });
  const [sequence] = await store.postgres.query<{ last: number }>('SELECT last FROM outbox_sequence WHERE key = $1', [
    secretary.id,
  ]);
  const before = await steps(secretary.id);
  const told = (relation: Relation, version: number): AffiliationChanged => ({
    officeId,
    personId: secretary.id,
    relation,
    version,
  });
  const known = Array.from({ length: sequence?.last ?? 0 }, () => told(Relation.SECRETARY, 1));
  await topic.tell(secretary.id, AffiliationChanged, ...known, told(Relation.UNSPECIFIED, 2));

  const again = () => catchUp({ ...topic, postgres: store.postgres, facts: ownFacts() });
  expect(await again()).toBe(1);
  expect(await findRelation(store.postgres, officeId, secretary.id)).toBeUndefined();
  expect(await steps(secretary.id)).not.toEqual(before);
  expect(await findRelation(store.postgres, officeId, owner.id)).toBe('owner');
  expect(await again()).toBe(0);

  await makeAffiliateSecretary(store)({ officeId, personId: secretary.id, by: owner.id });
  expect(await store.postgres.query('SELECT version FROM affiliation WHERE person_id = $1', [secretary.id])).toEqual([
    { version: 3 },
  ]);
});
