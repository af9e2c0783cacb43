import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createKafka,
  createLogger,
  createProducer,
  ensureTopics,
  ManualClock,
  toHeaders,
  topicOf,
} from '@creneau/chassis';
import {
  demoPerson,
  freePort,
  freshDatabase,
  stackVariable,
  startTestService,
  type TestService,
} from '@creneau/chassis/testing';
import { VisitBooked, VisitCancelled, VisitMoved } from '@creneau/proto/booking/v1/events';
import { ActorKind, type Visit, VisitState } from '@creneau/proto/booking/v1/messages';
import type { Person } from '@creneau/proto/identity/v1/messages';
import type { Config } from '../src/config';
import { wire } from '../src/wiring';
import { aPerson, at, aVisitOf, factsOf } from './builders';
import { openCollaborators, type World } from './collaborators';

export const MIGRATIONS = join(__dirname, '..', 'migrations');
export const NOW = '2027-01-05T10:00:00Z';

/** A mail as the catcher shows it. */
export interface CaughtMail {
  id: string;
  subject: string;
  text: string;
  html: string;
  to: { address: string }[];
  headers: Record<string, string>;
  attachments: { fileName?: string; generatedFileName?: string; contentType: string }[];
}

/** notification on the real stores, its collaborators' answers in the test's hands, and a producer in booking's place. */
export const openStage = async () => {
  const log = createLogger('notification-test', 'fatal');
  const world: World = {
    visits: new Map(),
    people: new Map(),
    owners: new Map(),
    asked: { visits: [], people: [], offices: [] },
  };
  const collaborators = await openCollaborators(world);
  const database = await freshDatabase(MIGRATIONS);
  const clock = new ManualClock(NOW);
  const kafka = createKafka('notification-test', { KAFKA_BROKERS: stackVariable('KAFKA_BROKERS').split(',') }, log);
  await ensureTopics(kafka, 'booking');
  const producer = createProducer(kafka);
  await producer.connect();

  const config = (port: number): Config => ({
    LOG_LEVEL: 'fatal',
    DRAIN_DELAY_MS: 0,
    SHUTDOWN_GRACE_MS: 5_000,
    GRPC_PORT: port,
    DATABASE_URL: database.url,
    DATABASE_CONNECTIONS: 10,
    MIGRATE_ON_START: true,
    OIDC_ISSUER: stackVariable('OIDC_ISSUER'),
    OIDC_CLIENT_ID: 'creneau-notification',
    OIDC_CLIENT_SECRET: stackVariable('OIDC_SECRET_NOTIFICATION'),
    KAFKA_BROKERS: stackVariable('KAFKA_BROKERS').split(','),
    REDIS_URL: stackVariable('REDIS_URL'),
    IDENTITY_ADDR: collaborators.address,
    OFFICE_CONFIG_ADDR: collaborators.address,
    BOOKING_ADDR: collaborators.address,
    SMTP_URL: stackVariable('SMTP_URL'),
    MAILS_PER_SECOND: 100,
    MAIL_FROM: 'no-reply@creneau.localhost',
    PUBLIC_URL: 'http://localhost:8080',
  });
  const start = async (): Promise<TestService & { group: string }> => {
    const group = `notification-test-${randomBytes(6).toString('hex')}`;
    return { group, ...(await startTestService(group, config(await freePort()), clock, wire)) };
  };

  const tell = async (type: string, officeId: string, value: unknown, id: string = randomUUID()): Promise<void> => {
    const envelope = { id, source: '/creneau/booking', type, sequence: 1, occurredAt: clock.now(), traceparent: null };
    await producer.send({
      topic: topicOf('booking'),
      acks: -1,
      messages: [{ key: officeId, value: JSON.stringify(value), headers: toHeaders(envelope) }],
    });
  };

  const person = (change: Partial<Person> = {}): Person => {
    const made = aPerson(change);
    world.people.set(made.id, made);
    return made;
  };

  /** An office of the demo practitioner, whose token staff calls carry. */
  const office = async (): Promise<{ officeId: string; owner: Person; token: string }> => {
    const { id, token } = await demoPerson('docteur');
    const owner = person({ id, firstName: 'Hélène', lastName: 'Delmas' });
    const officeId = randomUUID();
    world.owners.set(officeId, id);
    return { officeId, owner, token };
  };

  /** Books a visit as booking does: state first, then the event. */
  const book = async (officeId: string, patient: Person, startsAt: string, eventId?: string): Promise<Visit> => {
    const visit = aVisitOf(patient, officeId, startsAt, clock.now());
    world.visits.set(factsOf(visit).visitId, visit);
    await tellBooked(visit, eventId);
    return visit;
  };
  const tellBooked = (visit: Visit, eventId?: string): Promise<void> =>
    tell(
      VisitBooked.$type,
      factsOf(visit).officeId,
      VisitBooked.toJSON({ visit: visit.facts, by: ActorKind.PATIENT }),
      eventId,
    );

  const move = async (visit: Visit, startsAt: string): Promise<Visit> => {
    const facts = factsOf(visit);
    const moved = change(visit, { startsAt: at(startsAt), endsAt: at(startsAt).add({ minutes: 15 }) });
    const previousStartsAt = facts.startsAt;
    const event = { visit: moved.facts, by: ActorKind.STAFF, previousStartsAt, releasedClaimNo: 1 };
    await tell(VisitMoved.$type, facts.officeId, VisitMoved.toJSON(event));
    return moved;
  };

  const cancel = async (visit: Visit, by: ActorKind): Promise<Visit> => {
    const cancelled = change(visit, { state: VisitState.CANCELLED });
    const event = { visit: cancelled.facts, by, claimNo: 1 };
    await tell(VisitCancelled.$type, factsOf(visit).officeId, VisitCancelled.toJSON(event));
    return cancelled;
  };

  const change = (visit: Visit, facts: Partial<NonNullable<Visit['facts']>>): Visit => {
    const old = factsOf(visit);
    const raised = { version: old.version + 1, scheduleRevision: old.scheduleRevision + 1 };
    const changed = { ...visit, facts: { ...old, ...facts, ...raised } };
    world.visits.set(old.visitId, changed);
    return changed;
  };

  return {
    clock,
    world,
    kafka,
    database,
    start,
    person,
    office,
    book,
    tellBooked,
    move,
    cancel,
    close: async () => {
      await producer.disconnect();
      await collaborators.close();
      await database.drop();
    },
  };
};
export type Stage = Awaited<ReturnType<typeof openStage>>;

const catcher = (path: string): Promise<Response> => fetch(`${stackVariable('MAIL_URL')}/api${path}`);

/** What the catcher got for an address, oldest first. */
export const mailsFor = async (address: string): Promise<CaughtMail[]> => {
  const mails = (await (await catcher('/email')).json()) as CaughtMail[];
  return mails.filter((mail) => mail.to.some((to) => to.address === address));
};

/** A caught mail as it came over the wire. */
export const sourceOf = async (mail: CaughtMail): Promise<string> => (await catcher(`/email/${mail.id}/source`)).text();
