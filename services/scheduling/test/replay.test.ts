import { randomUUID } from 'node:crypto';
import { databaseState, openTopic, type TestTopic } from '@creneau/chassis/testing';
import { VisitCancelled, VisitMoved } from '@creneau/proto/booking/v1/events';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { subscriptions } from '../src/inbound/kafka/subscriptions';
import { makeClaimSlot } from '../src/use-cases/claim-slot';
import { anOffice, at, openStore, someSettings } from './planning-builder';

const NINE = at('2027-01-12T08:00:00Z');
const TEN = at('2027-01-12T09:00:00Z');

let store: Awaited<ReturnType<typeof openStore>>;
let topic: TestTopic;
beforeAll(async () => {
  [store, topic] = [await openStore(), await openTopic()];
});
afterAll(async () => {
  await topic?.close();
  await store?.close();
});

const held = (officeId: string) =>
  store.postgres.query(
    `SELECT visit_id, claim_no FROM claim WHERE office_id = $1 AND state = 'held' ORDER BY lower(during)`,
    [officeId],
  );

test('facts in old order after newer, and topics replayed from their start, free no time that is held and change no settings', async () => {
  const officeId = await anOffice(store.postgres, store.clock, someSettings({ version: 1 }));
  const [moved, cancelled, next] = [randomUUID(), randomUUID(), randomUUID()];
  const claim = (visitId: string, claimNo: number, start: Temporal.Instant) =>
    makeClaimSlot(store)({ visitId, claimNo, officeId, start, overbook: false });
  await claim(moved, 1, NINE);
  await claim(moved, 2, TEN);
  await claim(cancelled, 1, NINE.add({ minutes: 15 }));

  const visit = (visitId: string) => ({ visitId, officeId });
  await topic.tell(officeId, VisitMoved, VisitMoved.fromJSON({ visit: visit(moved), releasedClaimNo: 1 }));
  await topic.tell(officeId, VisitCancelled, VisitCancelled.fromJSON({ visit: visit(cancelled), claimNo: 1 }));
  const saved = (version: number) =>
    SettingsSaved.fromJSON({
      officeId,
      version,
      settings: { version, timeZone: 'Europe/Paris', windowDays: 90, visitMinutes: 10 + version },
    });
  await topic.tell(officeId, SettingsSaved, saved(4), saved(2), saved(3));
  await topic.applyAll(store, subscriptions(store));
  expect(await held(officeId)).toEqual([{ visit_id: moved, claim_no: 2 }]);

  // The time that was freed is somebody else's by now.
  await claim(next, 1, NINE);
  const before = await databaseState(store.postgres);
  await topic.applyAll(store, subscriptions(store));
  expect(await databaseState(store.postgres)).toEqual(before);
  expect(await held(officeId)).toEqual([
    { visit_id: next, claim_no: 1 },
    { visit_id: moved, claim_no: 2 },
  ]);
  const [schedule] = await store.postgres.query(
    'SELECT settings_version, visit_minutes FROM office_schedule WHERE office_id = $1',
    [officeId],
  );
  expect(schedule).toEqual({ settings_version: 4, visit_minutes: 14 });
});
