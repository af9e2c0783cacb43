import { SHARDS } from '@creneau/chassis';
import { makeShipRound } from '../src/outbound/kafka/ship-round';
import { makeCompaction } from '../src/outbound/mongo/compaction';
import { makeAddEmails, makeRemoveEmail } from '../src/use-cases/edit-emails';
import { makeAddReason } from '../src/use-cases/edit-reasons';
import { makeReadConfiguration } from '../src/use-cases/read-configuration';
import { makeSaveSettings } from '../src/use-cases/save-settings';
import { AUTHOR, aDraft, anOffice, noPlanning, openStore, type Store } from './office-builder';

let store: Store;
let officeId: string;
beforeAll(async () => {
  store = await openStore(2, 10);
});
afterAll(() => store.close());
beforeEach(() => {
  officeId = anOffice();
});

const save = (expectedVersion: number) =>
  makeSaveSettings({ ...store.replica(0), scheduling: noPlanning })({
    officeId,
    authorId: AUTHOR,
    expectedVersion,
    draft: aDraft({ visitMinutes: 15 + expectedVersion }),
    deadline: undefined,
  });
const addEmail = (n: number) =>
  makeAddEmails(store.replica(n))({ officeId, authorId: AUTHOR, emails: [`patient${n}@exemple.fr`] });
const stored = async () => (await store.replica(0).entries.findAfter(officeId, 0)).map(({ n }) => n);
/** Ships everything, to a broker that takes all. */
const ship = async (): Promise<void> => {
  const { entries, shipping } = store.replica(0);
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  await makeShipRound({ entries, shipping, shards: async () => shards, publish: async () => undefined })();
};
const compact = (matureAfterMs = 0) => makeCompaction({ ...store.replica(1), matureAfterMs })();

test('a long log shrinks to its snapshot, its settings and what came after, and tells the same', async () => {
  await save(0);
  for (let n = 1; n < 13; n += 1) await addEmail(n);
  await save(1);
  await makeAddReason(store.replica(0))({ officeId, authorId: AUTHOR, text: 'Suivi' });
  for (let n = 13; n < 21; n += 1) await addEmail(n);
  const before = await store.replica(0).log.current(officeId);
  await ship();
  await compact();
  expect(await stored()).toEqual([1, 14, 20, 21, 22, 23]);

  const fresh = await store.freshReplica();
  expect(await fresh.log.current(officeId)).toEqual(before);
  expect(await makeReadConfiguration(fresh).settings(officeId, 1)).toMatchObject({ version: 1, visitMinutes: 15 });
  await makeRemoveEmail(fresh)({ officeId, authorId: AUTHOR, email: 'patient1@exemple.fr' });
  const after = await store.replica(1).log.current(officeId);
  expect(after.last).toBe(24);
  expect(after.emails.has('patient1@exemple.fr')).toBe(false);
  expect(after.emails.size).toBe(19);
});

test('nothing is removed before it is shipped, nor while the snapshot is young', async () => {
  for (let n = 1; n <= 12; n += 1) await addEmail(n);
  await compact();
  expect(await stored()).toHaveLength(12);
  await ship();
  await compact(60_000);
  expect(await stored()).toHaveLength(12);
  await compact();
  expect(await stored()).toEqual([10, 11, 12]);
});

test('an address that was removed is in no document once the log is compacted', async () => {
  await addEmail(1);
  await makeRemoveEmail(store.replica(0))({ officeId, authorId: AUTHOR, email: 'patient1@exemple.fr' });
  for (let n = 2; n <= 10; n += 1) await addEmail(n);
  await ship();
  await compact();
  const left = await store.replica(0).entries.findAfter(officeId, 0);
  expect(JSON.stringify(left)).not.toContain('patient1@');
  expect(JSON.stringify([...((await store.replica(0).snapshots.latest(officeId))?.emails.keys() ?? [])])).not.toContain(
    'patient1@',
  );
});
