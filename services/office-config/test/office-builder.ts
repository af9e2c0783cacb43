import { randomBytes, randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { createLogger, createOfficeQueue, Health, Life, ManualClock } from '@creneau/chassis';
import { type Db, MongoClient } from 'mongodb';
import { DEFAULT_SETTINGS } from '../src/domain/settings';
import type { SettingsDraft } from '../src/domain/settings-rules';
import { openLogRepository } from '../src/outbound/mongo/log-repository';
import { createOfficeLog } from '../src/outbound/mongo/office-log';
import { openMongo } from '../src/outbound/mongo/open-mongo';
import { openShippingRepository } from '../src/outbound/mongo/shipping-repository';
import { openSnapshotRepository } from '../src/outbound/mongo/snapshot-repository';
import { RememberedOffices } from '../src/outbound/remembered-offices';
import { eventOf } from '../src/use-cases/messages';
import type { Scheduling } from '../src/use-cases/ports';

export const NOW = '2027-01-11T07:00:00Z';
export const AUTHOR = '7e0c1b1e-5f2d-4b7a-9d43-0c8a54a1f001';
export const log = createLogger('office-config-test', 'fatal');

/** A variable of the running stack. */
export const variable = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm test", or eval "$(node scripts/run.mjs env)" first`);
  return value;
};

/** A form with all that is required: Monday to Friday 9–12 and 14–18 in Paris. */
export const aDraft = (change: Partial<SettingsDraft> = {}): SettingsDraft => ({
  ...DEFAULT_SETTINGS,
  specialities: 'Médecin généraliste',
  postalCode: '75011',
  city: 'Paris',
  secretariatPhone: '01 45 67 89 01',
  weeklyHours: [1, 2, 3, 4, 5].map((weekday) => ({
    weekday,
    morning: { start: '09:00', end: '12:00' },
    afternoon: { start: '14:00', end: '18:00' },
  })),
  ...change,
});

/** A database of its own; `drop` it when done. */
export const freshMongo = async (): Promise<{ url: string; drop: () => Promise<void> }> => {
  const url = new URL(variable('MONGODB_URL'));
  url.pathname = `/test_office_config_${randomBytes(6).toString('hex')}`;
  return {
    url: url.toString(),
    drop: async () => {
      const client = await new MongoClient(url.toString()).connect();
      await client.db().dropDatabase();
      await client.close();
    },
  };
};

/** One process of the service as far as its store goes. */
const aReplica = async (db: Db, clock: ManualClock, snapshotEvery: number) => {
  const entries = await openLogRepository(db);
  const shipping = await openShippingRepository(db);
  const snapshots = await openSnapshotRepository(db);
  const officeLog = createOfficeLog({
    entries,
    shipping,
    snapshots,
    snapshotEvery,
    clock,
    logger: log,
    eventOf,
    remembered: new RememberedOffices(),
    // As long as a busy machine needs: how long one waits is not what these tests are about.
    queue: createOfficeQueue({ maxWaitMs: 60_000, maxWaiting: 1_000 }),
    onAppend: () => undefined,
  });
  return { entries, shipping, snapshots, log: officeLog, logger: log };
};
export type Replica = Awaited<ReturnType<typeof aReplica>>;

/** A database with as many replicas as asked for. */
export const openStore = async (replicas = 2, snapshotEvery = 500) => {
  const database = await freshMongo();
  const life = new Life(log);
  const clock = new ManualClock(NOW);
  const open = async (): Promise<Replica> =>
    aReplica(await openMongo({ url: database.url, connections: 10, life, health: new Health() }), clock, snapshotEvery);
  const all: Replica[] = [];
  for (let n = 0; n < replicas; n += 1) all.push(await open());
  return {
    clock,
    /** One more, that remembers nothing yet. */
    freshReplica: open,
    replica: (n: number): Replica => all[n % all.length] as Replica,
    close: async () => {
      await life.stop();
      await database.drop();
    },
  };
};
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Scheduling of an office without a planning. */
export const noPlanning: Scheduling = {
  zoneInForce: () => Promise.resolve(undefined),
  applySettings: () => Promise.resolve(''),
};

export const anOffice = (): string => randomUUID();

/** A port that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
