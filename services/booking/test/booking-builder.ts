import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import {
  type AppError,
  createLogger,
  createOutbox,
  Health,
  Life,
  ManualClock,
  openKnownFreeTime,
  openPostgres,
  type Person,
  type Postgres,
} from '@creneau/chassis';
import { freshDatabase, startTestService } from '@creneau/chassis/testing';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import { localDate, windowEnd } from '../../scheduling/src/domain/schedule';
import { generateDays } from '../../scheduling/src/outbound/postgres/day-repository';
import { beginSchedule, saveGeneratedThrough } from '../../scheduling/src/outbound/postgres/schedule-repository';
import { wire as wireScheduling } from '../../scheduling/src/wiring';
import { someSettings } from '../../scheduling/test/planning-builder';
import type { BookingTerms } from '../src/domain/booking-rules';
import type { Visit } from '../src/domain/visit';
import { createScheduling } from '../src/outbound/scheduling-client';
import { type BookVisit, makeBookVisit } from '../src/use-cases/book-visit';
import type { Deps, Scheduling } from '../src/use-cases/ports';

export const MIGRATIONS = join(__dirname, '..', 'migrations');
export const SCHEDULING_MIGRATIONS = join(__dirname, '..', '..', 'scheduling', 'migrations');

/** Monday morning; the offices' planning offers each quarter of an hour from the same day on. */
export const NOW = '2027-01-11T07:00:00Z';
export const at = (instant: string): Temporal.Instant => Temporal.Instant.from(instant);
export const NINE = at('2027-01-12T08:00:00Z');
export const quarter = (n: number): Temporal.Instant => NINE.add({ minutes: 15 * n });
export const inTime = (ms = 30_000): Date => new Date(Date.now() + ms);

export const variable = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm test", or eval "$(node scripts/run.mjs env)" first`);
  return value;
};

export const aPerson = (change: Partial<Person> = {}): Person => {
  const id = randomUUID();
  return {
    id,
    login: `p-${id.slice(0, 8)}`,
    lastName: 'Plisson',
    firstName: 'Patrick',
    email: `${id.slice(0, 8)}@example.org`,
    emailVerified: true,
    roles: ['patient'],
    expiresAtEpochSeconds: 0,
    token: '',
    ...change,
  };
};

export const someTerms = (change: Partial<BookingTerms> = {}): BookingTerms => ({
  listedOnly: false,
  emailListed: false,
  reason: { mode: 'free', table: [] },
  secretariatPhone: '0123456789',
  tz: 'Europe/Paris',
  teleconsultationPriceCents: 2_500,
  ...change,
});

/** A port that nobody listens on right now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Gives an office a planning in scheduling's own database: quarters of an hour, Monday to Friday. */
const planOffice = async (planning: Postgres, clock: ManualClock, officeId: string): Promise<string> => {
  const settings = someSettings();
  const today = localDate(clock.now(), settings.tz);
  const through = windowEnd(today, settings.windowDays);
  await beginSchedule(planning, officeId, settings);
  await generateDays(planning, officeId, today, through);
  await saveGeneratedThrough(planning, officeId, through);
  return officeId;
};

export type Database = Awaited<ReturnType<typeof freshDatabase>>;

/** The real scheduling, on a new database if none is given. */
export const startScheduling = async (clock: ManualClock, given?: Database) => {
  const database = given ?? (await freshDatabase(SCHEDULING_MIGRATIONS));
  const config = {
    LOG_LEVEL: 'fatal' as const,
    DRAIN_DELAY_MS: 0,
    SHUTDOWN_GRACE_MS: 25_000,
    GRPC_PORT: await freePort(),
    OIDC_ISSUER: variable('OIDC_ISSUER'),
    OIDC_CLIENT_ID: 'creneau-scheduling',
    OIDC_CLIENT_SECRET: variable('OIDC_SECRET_SCHEDULING'),
    KAFKA_BROKERS: variable('KAFKA_BROKERS').split(','),
    REDIS_URL: variable('REDIS_URL'),
    DATABASE_URL: database.url,
    DATABASE_CONNECTIONS: 10,
    MIGRATE_ON_START: true,
    IDENTITY_ADDR: variable('IDENTITY_ADDR'),
    OFFICE_CONFIG_ADDR: variable('OFFICE_CONFIG_ADDR'),
  };
  const service = await startTestService(`scheduling-test-${randomUUID().slice(0, 8)}`, config, clock, wireScheduling);
  const log = createLogger('scheduling-test', 'silent');
  const life = new Life(log);
  const planning = await openPostgres({ url: database.url, life, health: new Health(), log, connections: 5 });
  return {
    address: `dns:///localhost:${config.GRPC_PORT}`,
    client: await service.clientAs('booking', SchedulingServiceService),
    planning,
    planOffice: (officeId: string = randomUUID()) => planOffice(planning, clock, officeId),
    stop: async () => {
      await life.stop();
      await service.stop();
      await database.drop();
    },
  };
};

/**
 * A database of booking's own beside the real scheduling, both new if none are given; what identity and office-config answer is
 * the test's to say.
 */
export const openStore = async (given: { booking?: Database; scheduling?: Database } = {}) => {
  const clock = new ManualClock(NOW);
  const log = createLogger('booking-test', process.env.TEST_LOG_LEVEL ?? 'silent');
  const life = new Life(log);
  const database = given.booking ?? (await freshDatabase(MIGRATIONS));
  const postgres = await openPostgres({ url: database.url, life, health: new Health(), log, connections: 20 });
  const scheduling = await startScheduling(clock, given.scheduling);
  const names = new Map<string, { lastName: string; firstName: string; version: number }>();
  const deps: Deps = {
    postgres,
    outbox: createOutbox(clock, () => undefined),
    clock,
    log,
    scheduling: createScheduling(scheduling.client, await openKnownFreeTime(life, log, variable('REDIS_URL'))),
    terms: { current: async () => someTerms() },
    people: {
      consenting: async ({ lastName, firstName }) => ({ lastName, firstName, version: 1 }),
      names: async () => names,
    },
    maxOpenVisits: 5,
  };
  return {
    ...deps,
    clock,
    /** The database of that scheduling. */
    planning: scheduling.planning,
    /** What identity knows of people by their id. */
    knownNames: names,
    anOffice: () => scheduling.planOffice(),
    /** Start seconds and claim numbers that scheduling holds for an office, by time. */
    heldClaims: (officeId: string): Promise<{ visit_id: string; claim_no: number; starts_at: Temporal.Instant }[]> =>
      scheduling.planning.query(
        `SELECT visit_id, claim_no, lower(during) AS starts_at FROM claim
         WHERE office_id = $1 AND state = 'held' ORDER BY lower(during)`,
        [officeId],
      ),
    close: async () => {
      await scheduling.stop();
      await life.stop();
      await database.drop();
    },
  };
};
export type Store = Awaited<ReturnType<typeof openStore>>;

/** A store for the tests of a file, and for each of them an office of its own at {@link NOW}. */
export const useOffice = (use: (store: Store, officeId: string) => void): void => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    store.clock.set(NOW);
    use(store, await store.anOffice());
  });
};

/** A request to book at nine, under a key nobody else has. */
export const aBooking = (officeId: string, change: Partial<BookVisit> = {}): BookVisit => ({
  person: aPerson(),
  officeId,
  startsAt: NINE,
  reason: '',
  phone: '',
  key: randomUUID(),
  deadline: inTime(),
  ...change,
});

/** Books as the service would; fails the test when it is refused. */
export const booked = async (store: Store, officeId: string, change: Partial<BookVisit> = {}): Promise<Visit> =>
  (await makeBookVisit(store)(aBooking(officeId, change))).visit;

/** Codes of what was refused, and how many succeeded. */
export const tally = async (attempts: readonly Promise<unknown>[]) => {
  const results = await Promise.allSettled(attempts);
  return {
    succeeded: results.filter((result) => result.status === 'fulfilled').length,
    codes: results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as AppError).code] : [])),
  };
};

/** Facts of an office that wait in the outbox, oldest first. */
export const eventsOf = async (store: Store, officeId: string) => {
  const rows = await store.postgres.query<{ type: string; payload: string }>(
    'SELECT type, payload FROM outbox WHERE key = $1 ORDER BY sequence',
    [officeId],
  );
  return rows.map(({ type, payload }) => ({ type: type.split('.').pop(), ...JSON.parse(payload) }));
};

export const visitsOf = (store: Store, officeId: string): Promise<{ id: string; state: string }[]> =>
  store.postgres.query('SELECT id, state FROM visit WHERE office_id = $1 ORDER BY starts_at, id', [officeId]);

/** The id of the office's only visit. */
export const onlyVisitOf = async (store: Store, officeId: string): Promise<string> => {
  const [visit, ...others] = await visitsOf(store, officeId);
  if (!visit || others.length > 0) throw new Error('there is not one visit');
  return visit.id;
};

/** A process that dies when it begins its n-th transaction: nothing of it, and nothing after it, happens. */
export const dyingAt = (postgres: Postgres, nth: number, by = new Error('the process died')): Postgres => {
  let begun = 0;
  return {
    ...postgres,
    tx: (work, options) => {
      begun += 1;
      return begun >= nth ? Promise.reject(by) : postgres.tx(work, options);
    },
  };
};

/** Scheduling that does something else first, or fails on the way there or back. */
export const schedulingWith = (scheduling: Scheduling, change: Partial<Scheduling>): Scheduling => ({
  ...scheduling,
  ...change,
});
