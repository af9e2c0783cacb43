import { Life, openRedis, SHARDS } from '@creneau/chassis';
import { aHalt, eventually } from '@creneau/chassis/testing';
import { createPublisher, type Publisher } from '../src/outbound/kafka/publisher';
import { makeShipRound } from '../src/outbound/kafka/ship-round';
import { createOfficeLog } from '../src/outbound/mongo/office-log';
import { createShardLeases } from '../src/outbound/redis/shard-leases';
import { RememberedOffices } from '../src/outbound/remembered-offices';
import { makeAddReason } from '../src/use-cases/edit-reasons';
import { eventOf } from '../src/use-cases/messages';
import { makeSaveSettings } from '../src/use-cases/save-settings';
import {
  AUTHOR,
  aDraft,
  anOffice,
  log,
  noPlanning,
  openStore,
  type Replica,
  type Store,
  variable,
} from './office-builder';
import { kafka, readTopic } from './topic-reader';

const life = new Life(log);
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
  await life.stop();
});
beforeEach(() => {
  officeId = anOffice();
});

const addReason = (text: string, on: Pick<Replica, 'log'> = store.replica(0)) =>
  makeAddReason(on)({ officeId, authorId: AUTHOR, text });
const save = (on: Pick<Replica, 'log' | 'logger'>, visitMinutes: number) =>
  makeSaveSettings({ ...on, scheduling: noPlanning })({
    officeId,
    authorId: AUTHOR,
    expectedVersion: 0,
    draft: aDraft({ visitMinutes }),
    deadline: undefined,
  });
/** A process that has decided and stands before it writes its entry. */
const decided = (n: number, here: () => Promise<void>): Pick<Replica, 'log' | 'logger'> => {
  const { entries, snapshots, shipping, logger } = store.replica(n);
  const officeLog = createOfficeLog({
    entries: {
      ...entries,
      insert: async (document) => {
        await here();
        return entries.insert(document);
      },
    },
    snapshots,
    shipping,
    remembered: new RememberedOffices(),
    queue: (_, work) => work(),
    clock: store.clock,
    logger,
    eventOf,
    onAppend: () => undefined,
  });
  return { log: officeLog, logger };
};
const texts = async (): Promise<string[]> =>
  (await store.replica(1).log.current(officeId)).reasons.map(({ text }) => text);
const sequences = () => topic.of(officeId).map(({ sequence }) => sequence);

test('of two processes that save on one version the first to write wins, and the other is told that its page is stale', async () => {
  const halt = aHalt();
  const [late] = [Promise.allSettled([save(decided(0, halt.here), 20)])];
  await halt.reached;
  expect((await save(store.replica(1), 30)).settings).toMatchObject({ version: 1, visitMinutes: 30 });
  halt.goOn();
  const [result] = await late;
  expect(result).toMatchObject({
    status: 'rejected',
    reason: { kind: 'conflict', code: 'stale_version', details: { currentVersion: '1' } },
  });
  expect((await store.replica(0).log.current(officeId)).settings).toMatchObject({ version: 1, visitMinutes: 30 });
});

test('of two processes that add a reason at one place both are kept, and one that says the same is refused', async () => {
  const halt = aHalt();
  const [late] = [addReason('Suivi', decided(0, halt.here))];
  await halt.reached;
  await addReason('Vaccin', store.replica(1));
  halt.goOn();
  await late;
  expect(await texts()).toEqual(['Vaccin', 'Suivi']);

  const again = aHalt();
  const [same] = [Promise.allSettled([addReason('Certificat', decided(0, again.here))])];
  await again.reached;
  await addReason('Certificat', store.replica(1));
  again.goOn();
  expect((await same)[0]).toMatchObject({ status: 'rejected' });
  expect(await texts()).toEqual(['Vaccin', 'Suivi', 'Certificat']);
});

describe('a relay that is paused for longer than its leases', () => {
  const ALL = Array.from({ length: SHARDS }, (_, shard) => shard);
  /** A relay with leases of its own, whose steps a test may hold up. */
  const openRelay = async (namespace: string, change: Partial<Parameters<typeof makeShipRound>[0]> = {}) => {
    const leases = createShardLeases(await openRedis(life, log, variable('REDIS_URL')), namespace, log);
    const { entries, shipping } = store.replica(0);
    const publish = publisher.publish;
    return { leases, ship: makeShipRound({ shards: leases.mine, entries, shipping, publish, ...change }) };
  };

  test.each(['before it publishes', 'before it marks'])(
    '%s is followed by another; each entry is seen first in its order',
    async (where) => {
      const namespace = `test-${officeId}`;
      const halt = aHalt();
      const { shipping } = store.replica(0);
      const paused = await openRelay(namespace, {
        publish: async (entries) => {
          if (where === 'before it publishes') await halt.here();
          await publisher.publish(entries);
        },
        shipping: {
          ...shipping,
          markShipped: async (...mark) => {
            if (where === 'before it marks') await halt.here();
            await shipping.markShipped(...mark);
          },
        },
      });
      await addReason('un');
      await addReason('deux');
      const [late] = [paused.ship()];
      await halt.reached;

      const other = await openRelay(namespace);
      expect(await other.leases.mine()).toEqual([]);
      await addReason('trois');
      expect(await other.ship()).toBe(false);
      // Nobody renews the paused one's leases: they end by themselves.
      await eventually(async () => expect(await other.leases.mine()).toEqual(ALL));
      await other.ship();
      await addReason('quatre');
      await other.ship();
      halt.goOn();
      await late;
      await eventually(() =>
        expect(sequences()).toEqual(where === 'before it marks' ? [1, 2, 1, 2, 3, 4] : [1, 2, 3, 4, 1, 2]),
      );
      const ids = topic.of(officeId).map(({ sequence, id }) => `${sequence} ${id}`);
      expect(new Set(ids).size).toBe(4);

      // Its late mark takes nothing back: what comes next goes on where the other one was.
      expect(await shipping.shippedTo(officeId)).toBe(4);
      expect((await shipping.notes(ALL)).get(officeId)).toBeUndefined();
      await addReason('cinq');
      await other.ship();
      await eventually(() => expect(sequences().slice(6)).toEqual([5]));
      await other.leases.release();
    },
  );
});
