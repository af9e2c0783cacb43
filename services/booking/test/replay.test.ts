import { databaseState, openTopic, type TestTopic } from '@creneau/chassis/testing';
import { PersonChanged, PersonState } from '@creneau/proto/identity/v1/events';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import { DueState } from '@creneau/proto/payment/v1/messages';
import { subscriptions } from '../src/inbound/kafka/subscriptions';
import { aPerson, booked, NOW, openStore, quarter, type Store } from './booking-builder';

let store: Store;
let topic: TestTopic;
beforeAll(async () => {
  [store, topic] = [await openStore(), await openTopic()];
});
afterAll(async () => {
  await topic?.close();
  await store?.close();
});

const namesIn = (officeId: string) =>
  store.postgres.query('SELECT last_name FROM office_patient WHERE office_id = $1 ORDER BY last_name', [officeId]);

test('facts in old order after newer, and topics replayed from their start, change nothing and tell nothing', async () => {
  const officeId = await store.anOffice();
  const [stays, leaves] = [aPerson({ lastName: 'Avant' }), aPerson({ lastName: 'Partie' })];
  const visit = await booked(store, officeId, { person: stays });
  await booked(store, officeId, { person: leaves, startsAt: quarter(1) });
  store.knownNames.set(stays.id, { lastName: 'Après', firstName: 'Anne', version: 5 });
  // What identity answered just before she deleted her account.
  store.knownNames.set(leaves.id, { lastName: 'Partie', firstName: 'Paule', version: 9 });

  const saved = (version: number) =>
    SettingsSaved.fromJSON({ officeId, version, settings: { timeZone: 'Europe/Paris', cancelCutoffHours: version } });
  await topic.tell(officeId, SettingsSaved, saved(3), saved(1), saved(2));
  const due = (version: number, state: DueState): DueChanged => ({
    officeId,
    version,
    due: {
      visitId: visit.id,
      officeId,
      amountCents: 2_500,
      currency: 'EUR',
      state,
      version,
      changedAt: Temporal.Instant.from(NOW),
    },
  });
  await topic.tell(officeId, DueChanged, due(2, DueState.PAID), due(1, DueState.UNPAID));
  await topic.tell(stays.id, PersonChanged, { personId: stays.id, version: 5, state: PersonState.ACTIVE });
  const gone = { personId: leaves.id, version: 3, state: PersonState.DELETED };
  await topic.tell(leaves.id, PersonChanged, gone, { ...gone, version: 2, state: PersonState.ACTIVE });

  await topic.applyAll(store, subscriptions(store));
  const [policy] = await store.postgres.query('SELECT cancel_cutoff_hours FROM office_policy WHERE office_id = $1', [
    officeId,
  ]);
  expect(policy).toEqual({ cancel_cutoff_hours: 3 });
  const [payment] = await store.postgres.query('SELECT settled FROM payment_state WHERE visit_id = $1', [visit.id]);
  expect(payment).toEqual({ settled: true });
  expect(await namesIn(officeId)).toEqual([{ last_name: '' }, { last_name: 'Après' }]);

  const before = await databaseState(store.postgres);
  await topic.applyAll(store, subscriptions(store));
  expect(await databaseState(store.postgres)).toEqual(before);
});
