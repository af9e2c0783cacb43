import { toHeaders } from '@creneau/chassis';
import { openTopic, type TestTopic } from '@creneau/chassis/testing';
import { catchUpLogs } from '../src/outbound/kafka/catch-up';
import { makeAddEmails } from '../src/use-cases/edit-emails';
import { makeAddReason, makeRemoveReason } from '../src/use-cases/edit-reasons';
import { makeSaveSettings } from '../src/use-cases/save-settings';
import { AUTHOR, aDraft, anOffice, noPlanning, openStore, type Replica, type Store } from './office-builder';

let before: Store;
let after: Store;
let topic: TestTopic;
beforeEach(async () => {
  [before, after, topic] = await Promise.all([openStore(1), openStore(1), openTopic()]);
});
afterEach(async () => {
  await Promise.all([before.close(), after.close(), topic.close()]);
});

const save = (on: Replica, officeId: string, expectedVersion: number, draft: Parameters<typeof aDraft>[0]) =>
  makeSaveSettings({ ...on, scheduling: noPlanning })({
    officeId,
    authorId: AUTHOR,
    expectedVersion,
    draft: aDraft(draft),
    deadline: undefined,
  });

test('a log restored from before some changes has them again, and gives no place twice', async () => {
  const officeId = anOffice();
  const [lost, restored] = [before.replica(0), after.replica(0)];
  await save(lost, officeId, 0, { visitMinutes: 15, bankDetails: 'FR76 3000' });
  const kept = await lost.entries.findUnshipped(officeId, 0);
  await save(lost, officeId, 1, { visitMinutes: 20, bankDetails: 'FR76 3000' });
  const reason = await makeAddReason(lost)({ officeId, authorId: AUTHOR, text: 'Suivi' });
  await makeAddReason(lost)({ officeId, authorId: AUTHOR, text: 'Bilan' });
  await makeRemoveReason(lost)({ officeId, authorId: AUTHOR, reasonId: reason.id });
  await makeAddEmails(lost)({ officeId, authorId: AUTHOR, emails: ['a@b.test'] });
  const all = await lost.entries.findUnshipped(officeId, 0);
  await topic.send(
    ...all.map(({ n, at, event }) => ({
      key: officeId,
      value: event.payload,
      headers: toHeaders({
        id: event.id,
        type: event.type,
        source: '/creneau/office-config',
        sequence: n,
        occurredAt: Temporal.Instant.fromEpochMilliseconds(at.getTime()),
        traceparent: null,
      }),
    })),
  );

  for (const entry of kept) await restored.entries.insert(entry);
  const on = { ...restored, kafka: topic.kafka, area: topic.area };
  expect(await catchUpLogs(on)).toBe(all.length - kept.length);
  expect(await catchUpLogs({ ...on, ...(await after.freshReplica()) })).toBe(0);

  const [was, is] = [await lost.log.current(officeId), await (await after.freshReplica()).log.current(officeId)];
  expect(is).toMatchObject({ last: was.last, reasons: was.reasons, fixedZone: was.fixedZone });
  expect({ ...is.settings, authorId: '' }).toEqual({ ...was.settings, authorId: '' });
  expect(is.emails.size).toBe(0);
  expect(await restored.shipping.shippedTo(officeId)).toBe(was.last);
  expect(await restored.entries.findUnshipped(officeId, was.last)).toEqual([]);
});
