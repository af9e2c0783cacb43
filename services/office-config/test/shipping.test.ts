import { createKafka, Life, openRedis, SHARDS, shardOf } from '@creneau/chassis';
import { eventually } from '@creneau/chassis/testing';
import { createPublisher, type Publisher } from '../src/outbound/kafka/publisher';
import { makeShipRound } from '../src/outbound/kafka/ship-round';
import { entryId, eventIdOf } from '../src/outbound/mongo/documents';
import { createShardLeases } from '../src/outbound/redis/shard-leases';
import { makeAddEmails } from '../src/use-cases/edit-emails';
import { makeAddReason } from '../src/use-cases/edit-reasons';
import { makeSaveSettings } from '../src/use-cases/save-settings';
import { AUTHOR, aDraft, anOffice, log, noPlanning, openStore, type Store, variable } from './office-builder';
import { kafka, readTopic } from './topic-reader';

const ALL = Array.from({ length: SHARDS }, (_, shard) => shard);

let store: Store;
let topic: Awaited<ReturnType<typeof readTopic>>;
let publisher: Publisher;
let officeId: string;
beforeAll(async () => {
  store = await openStore();
  topic = await readTopic();
  publisher = createPublisher(kafka);
  await publisher.prepare();
});
afterAll(async () => {
  await publisher.close();
  await topic.close();
  await store.close();
});
beforeEach(() => {
  officeId = anOffice();
});

const addReasons = async (...texts: string[]): Promise<void> => {
  for (const text of texts) await makeAddReason(store.replica(0))({ officeId, authorId: AUTHOR, text });
};
/** A relay of a replica, whose parts a test may break. */
const relay = (n = 0, broken: Partial<Parameters<typeof makeShipRound>[0]> = {}) => {
  const { entries, shipping } = store.replica(n);
  return makeShipRound({ entries, shipping, publish: publisher.publish, shards: async () => ALL, ...broken });
};
const sequences = () => topic.of(officeId).map(({ sequence }) => sequence);
const notes = async () => (await store.replica(0).shipping.notes(ALL)).get(officeId) ?? [];

test('facts leave in the order of the log, with ids that follow from it and nobody’s address in them', async () => {
  await makeSaveSettings({ ...store.replica(0), scheduling: noPlanning })({
    officeId,
    authorId: AUTHOR,
    expectedVersion: 0,
    draft: aDraft({ bankDetails: 'FR76 3000 6000 0112 3456 7890 189' }),
    deadline: undefined,
  });
  await addReasons('Suivi');
  await makeAddEmails(store.replica(1))({ officeId, authorId: AUTHOR, emails: ['marie@exemple.fr'] });
  expect(await notes()).toEqual([1, 2, 3]);
  expect(await relay()()).toBe(true);
  await eventually(() => expect(sequences()).toEqual([1, 2, 3]));

  const events = topic.of(officeId);
  expect(events.map(({ type }) => type)).toEqual([
    'creneau.officeconfig.v1.SettingsSaved',
    'creneau.officeconfig.v1.ReasonsChanged',
    'creneau.officeconfig.v1.EmailListChanged',
  ]);
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3].map((n) => eventIdOf(entryId(officeId, n))));
  expect(events[0]?.data).toMatchObject({
    version: 1,
    settings: { specialities: 'Médecin généraliste', city: 'Paris' },
  });
  expect(events[2]?.data).toEqual({ officeId, version: 3, listed: 1 });
  for (const secret of ['FR76', 'marie', AUTHOR]) expect(JSON.stringify(events)).not.toContain(secret);

  expect(await notes()).toEqual([]);
  expect(await store.replica(0).shipping.shippedTo(officeId)).toBe(3);
  expect(await relay()()).toBe(false);
});

test('a relay that dies between the broker’s yes and its mark ships again, under the same ids, and goes on', async () => {
  await addReasons('Suivi', 'Vaccin');
  const { shipping } = store.replica(0);
  const dies = relay(0, { shipping: { ...shipping, markShipped: () => Promise.reject(new Error('killed')) } });
  await expect(dies()).rejects.toThrow('killed');
  await addReasons('Certificat');
  await relay(1)();
  await eventually(() => expect(sequences()).toEqual([1, 2, 1, 2, 3]));
  const ids = topic.of(officeId).map(({ id }) => id);
  expect(ids.slice(2, 4)).toEqual(ids.slice(0, 2));
  expect(await notes()).toEqual([]);
});

test('a relay that dies between its mark and the notes ships nothing again', async () => {
  await addReasons('Suivi');
  const { shipping } = store.replica(0);
  const dies = relay(0, { shipping: { ...shipping, dropNotes: () => Promise.reject(new Error('killed')) } });
  await expect(dies()).rejects.toThrow('killed');
  expect(await relay()()).toBe(false);
  expect(await notes()).toEqual([]);
  await addReasons('Vaccin');
  await relay()();
  await eventually(() => expect(sequences()).toEqual([1, 2]));
});

test('two relays at once, and writers beside them, keep the order of what consumers see first', async () => {
  const offices = Array.from({ length: 8 }, anOffice);
  let writing = true;
  const writers = offices.map(async (id) => {
    for (let n = 0; n < 12; n += 1)
      await makeAddReason(store.replica(n))({ officeId: id, authorId: AUTHOR, text: `motif ${n}` });
  });
  const relays = [0, 1].map(async (n) => {
    const own = createPublisher(kafka);
    const ship = relay(n, { publish: own.publish });
    while (writing) await ship();
    while (await ship());
    await own.close();
  });
  await Promise.all(writers);
  writing = false;
  await Promise.all(relays);
  for (const id of offices) {
    const first = await eventually(() => {
      const seen = [...new Set(topic.of(id).map(({ sequence }) => sequence))];
      expect(seen).toHaveLength(12);
      return seen;
    });
    expect(first).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  }
});

test('the note of a writer that died before its entry stops nothing', async () => {
  await store.replica(0).shipping.note(officeId, 1);
  expect(await relay()()).toBe(false);
  expect(await notes()).toEqual([1]);
  await addReasons('Suivi');
  await relay()();
  await eventually(() => expect(sequences()).toEqual([1]));
  expect(await notes()).toEqual([]);
});

test('while the broker is away changes are saved, and leave when it is back', async () => {
  const nowhere = createPublisher(createKafka('office-config-test', { KAFKA_BROKERS: ['localhost:1'] }, log));
  await addReasons('Suivi');
  const cut = relay(0, { publish: () => nowhere.prepare() });
  await expect(cut()).rejects.toThrow();
  await addReasons('Vaccin');
  expect(await notes()).toEqual([1, 2]);
  await relay()();
  await eventually(() => expect(sequences()).toEqual([1, 2]));
});

test('more events than a broker takes at once leave all the same', async () => {
  await Promise.all(
    Array.from({ length: 12 }, (_, version) => version).map(async (expectedVersion) => {
      const id = anOffice();
      const text = 'é'.repeat(4_000);
      await makeSaveSettings({ ...store.replica(expectedVersion), scheduling: noPlanning })({
        officeId: id,
        authorId: AUTHOR,
        expectedVersion: 0,
        draft: aDraft({ specialities: text, transport: text, access: text, visitKinds: text }),
        deadline: undefined,
      });
    }),
  );
  await relay()();
  expect((await store.replica(0).shipping.notes(ALL)).size).toBe(0);
});

describe('leases', () => {
  const life = new Life(log);
  afterAll(() => life.stop());

  test('give each shard to one process at a time, and the rest to the other when the first leaves', async () => {
    const redis = await openRedis(life, log, variable('REDIS_URL'));
    const namespace = `test-${anOffice()}`;
    const [first, second] = [createShardLeases(redis, namespace, log), createShardLeases(redis, namespace, log)];
    expect(await first.mine()).toEqual(ALL);
    expect(await second.mine()).toEqual([]);
    await first.release();
    await second.release();
    expect(await second.mine()).toEqual(ALL);
    await second.release();
  });

  test('stop no relay while Redis is away', async () => {
    const redis = await openRedis(life, log, 'redis://localhost:1');
    expect(await createShardLeases(redis, 'away', log).mine()).toEqual(ALL);
  });

  test('keep a relay to its own shards', async () => {
    await addReasons('Suivi');
    const others = ALL.filter((shard) => shard !== shardOf(officeId));
    await relay(0, { shards: async () => others })();
    expect(await notes()).toEqual([1]);
    await relay(0, { shards: async () => [shardOf(officeId)] })();
    expect(await notes()).toEqual([]);
  });
});
