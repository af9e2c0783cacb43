import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createKafka,
  createLogger,
  createProducer,
  createTokenVerifier,
  ensureTopics,
  expose,
  Health,
  Life,
  ManualClock,
  openGrpcServer,
  type RpcClient,
  toHeaders,
  topicOf,
} from '@creneau/chassis';
import {
  demoPerson,
  eventually,
  freePort,
  freshDatabase,
  personToken,
  stackVariable,
  startTestService,
  type TestService,
} from '@creneau/chassis/testing';
import { VisitBooked, VisitCancelled, VisitMoved } from '@creneau/proto/booking/v1/events';
import { ActorKind, type VisitFacts, VisitState } from '@creneau/proto/booking/v1/messages';
import { Relation } from '@creneau/proto/identity/v1/messages';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { type Due, DueState } from '@creneau/proto/payment/v1/messages';
import { PaymentServiceService } from '@creneau/proto/payment/v1/service';
import { Client } from 'pg';
import { wire } from '../src/wiring';

const NOW = Temporal.Instant.from('2027-01-05T10:00:00Z');

const clock = new ManualClock(NOW.toString());
const log = createLogger('payment-test', 'fatal');
const life = new Life(log);
const group = `payment-test-${randomBytes(6).toString('hex')}`;
/** The office where the demo practitioner is at home. */
const officeId = randomUUID();

let database: Awaited<ReturnType<typeof freshDatabase>>;
let service: TestService;
let producer: ReturnType<typeof createProducer>;
let staff: { id: string; token: string };
let gateway: RpcClient<PaymentServiceService>;
let booking: RpcClient<PaymentServiceService>;

beforeAll(async () => {
  staff = await demoPerson('docteur');
  database = await freshDatabase(join(__dirname, '..', 'migrations'));
  const kafka = createKafka('payment-test', { KAFKA_BROKERS: stackVariable('KAFKA_BROKERS').split(',') }, log);
  await ensureTopics(kafka, 'booking');
  producer = createProducer(kafka);
  await producer.connect();
  service = await startTestService(
    group,
    {
      LOG_LEVEL: 'fatal',
      DRAIN_DELAY_MS: 0,
      SHUTDOWN_GRACE_MS: 5_000,
      GRPC_PORT: await freePort(),
      DATABASE_URL: database.url,
      DATABASE_CONNECTIONS: 10,
      MIGRATE_ON_START: true,
      OIDC_ISSUER: stackVariable('OIDC_ISSUER'),
      OIDC_CLIENT_ID: 'creneau-payment',
      OIDC_CLIENT_SECRET: stackVariable('OIDC_SECRET_PAYMENT'),
      KAFKA_BROKERS: stackVariable('KAFKA_BROKERS').split(','),
      REDIS_URL: stackVariable('REDIS_URL'),
      IDENTITY_ADDR: `dns:///localhost:${await openIdentity()}`,
    },
    clock,
    wire,
  );
  gateway = await service.clientAs('gateway', PaymentServiceService);
  booking = await service.clientAs('booking', PaymentServiceService);
});
afterAll(async () => {
  await service?.stop();
  await producer?.disconnect();
  await life.stop();
  await database?.drop();
});

/** The one RPC of identity that payment asks: here the practitioner is at home in the test's own office. */
const openIdentity = (): Promise<number> => {
  const rpcs = { getAffiliation: IdentityServiceService.getAffiliation };
  const verifier = createTokenVerifier(stackVariable('OIDC_ISSUER'));
  return openGrpcServer(
    { port: 0, life, health: new Health(), log, verifier },
    expose(
      rpcs,
      { getAffiliation: { from: ['payment'], person: 'nobody' } },
      {
        async getAffiliation(request) {
          const atHome = request.officeId === officeId && request.personId === staff.id;
          return { relation: atHome ? Relation.OWNER : Relation.UNSPECIFIED };
        },
      },
    ),
  );
};

const aTeleconsultation = (change: Partial<VisitFacts> = {}): VisitFacts => ({
  visitId: randomUUID(),
  officeId,
  patientId: randomUUID(),
  state: VisitState.BOOKED,
  startsAt: NOW.add({ hours: 72 }),
  endsAt: NOW.add({ hours: 73 }),
  timeZone: 'Europe/Paris',
  teleconsultation: true,
  unjustifiedAbsence: false,
  version: 1,
  scheduleRevision: 1,
  bookedAt: NOW,
  priceCents: 2_500,
  claimNo: 1,
  ...change,
});
const tell = async (type: string, value: unknown): Promise<void> => {
  const envelope = {
    id: randomUUID(),
    source: '/creneau/booking',
    type,
    sequence: 1,
    occurredAt: clock.now(),
    traceparent: null,
  };
  await producer.send({
    topic: topicOf('booking'),
    acks: -1,
    messages: [{ key: officeId, value: JSON.stringify(value), headers: toHeaders(envelope) }],
  });
};
const tellBooked = (visit: VisitFacts) => tell(VisitBooked.$type, VisitBooked.toJSON({ visit, by: ActorKind.PATIENT }));
const tellCancelled = (visit: VisitFacts) =>
  tell(
    VisitCancelled.$type,
    VisitCancelled.toJSON({
      visit: { ...visit, state: VisitState.CANCELLED, version: visit.version + 1 },
      by: ActorKind.PATIENT,
      claimNo: 1,
    }),
  );
const dueOf = async ({ visitId }: VisitFacts): Promise<Due | undefined> =>
  (await booking.getDues({ officeId, visitIds: [visitId] })).dues[0];
const waitForState = (visit: VisitFacts, state: DueState) =>
  eventually(async () => expect((await dueOf(visit))?.state).toBe(state));
const mark = (visit: VisitFacts, state: DueState) =>
  gateway.markDue({ officeId, visitId: visit.visitId, state }, { personToken: staff.token });

test('a booked teleconsultation is due at its price, once, and a move changes nothing', async () => {
  const visit = aTeleconsultation();
  await tellBooked(visit);
  await tellBooked(visit);
  const moved = { ...visit, version: 2, startsAt: NOW.add({ hours: 96 }), priceCents: 9_900 };
  const event = { visit: moved, by: ActorKind.STAFF, previousStartsAt: visit.startsAt, releasedClaimNo: 1 };
  await tell(VisitMoved.$type, VisitMoved.toJSON(event));
  const atTheOffice = aTeleconsultation({ teleconsultation: false });
  await tellBooked(atTheOffice);
  const last = aTeleconsultation();
  await tellBooked(last);
  await waitForState(last, DueState.UNPAID);
  expect(await dueOf(visit)).toMatchObject({ state: DueState.UNPAID, amountCents: 2_500, currency: 'EUR', version: 1 });
  expect(await dueOf(atTheOffice)).toBeUndefined();
});

test('staff mark it paid, exempt and unpaid again, with who and when on record and an event for each', async () => {
  const visit = aTeleconsultation();
  await tellBooked(visit);
  await waitForState(visit, DueState.UNPAID);
  for (const state of [DueState.PAID, DueState.PAID, DueState.EXEMPT, DueState.UNPAID]) {
    clock.advance({ minutes: 1 });
    expect((await mark(visit, state)).due?.state).toBe(state);
  }
  const store = new Client({ connectionString: database.url });
  await store.connect();
  const { rows } = await store.query(
    'SELECT version::int, state, changed_by FROM due_change WHERE visit_id = $1 ORDER BY version',
    [visit.visitId],
  );
  await store.end();
  expect(rows).toEqual([
    { version: 1, state: 'unpaid', changed_by: null },
    { version: 2, state: 'paid', changed_by: staff.id },
    { version: 3, state: 'exempt', changed_by: staff.id },
    { version: 4, state: 'unpaid', changed_by: staff.id },
  ]);
  const told = await eventually(async () => {
    const events = await dueEvents(visit.visitId);
    expect(events).toHaveLength(4);
    return events;
  });
  expect(told.map(({ version, due }) => [version, due.state])).toEqual([
    [1, 'DUE_STATE_UNPAID'],
    [2, 'DUE_STATE_PAID'],
    [3, 'DUE_STATE_EXEMPT'],
    [4, 'DUE_STATE_UNPAID'],
  ]);
});

test('a cancelled visit leaves nothing due and cannot be marked; one that was paid stays paid', async () => {
  const open = aTeleconsultation();
  const paid = aTeleconsultation();
  await tellBooked(open);
  await tellBooked(paid);
  await waitForState(open, DueState.UNPAID);
  await waitForState(paid, DueState.UNPAID);
  await mark(paid, DueState.PAID);
  await tellCancelled(paid);
  await tellCancelled(open);
  await tellCancelled(open);
  await waitForState(open, DueState.VOID);
  expect(await dueOf(open)).toMatchObject({ version: 2 });
  expect((await dueOf(paid))?.state).toBe(DueState.PAID);
  await expect(mark(open, DueState.PAID)).rejects.toMatchObject({ kind: 'unprocessable', code: 'due_void' });
});

test('two people who mark at once leave two ordered changes', async () => {
  const visit = aTeleconsultation();
  await tellBooked(visit);
  await waitForState(visit, DueState.UNPAID);
  await Promise.all([mark(visit, DueState.PAID), mark(visit, DueState.EXEMPT)]);
  expect((await dueOf(visit))?.version).toBe(3);
});

test('only staff of the office mark and read, and only what can be said', async () => {
  const visit = aTeleconsultation();
  const request = { officeId, visitId: visit.visitId, state: DueState.PAID };
  const patient = { personToken: await personToken('patient') };
  const other = { personToken: await personToken('docteur2') };
  await expect(gateway.markDue(request, patient)).rejects.toMatchObject({ code: 'wrong_role' });
  await expect(gateway.markDue(request, other)).rejects.toMatchObject({ code: 'not_affiliated' });
  await expect(booking.markDue(request)).rejects.toMatchObject({ code: 'service_not_admitted' });
  await expect(mark(visit, DueState.PAID)).rejects.toMatchObject({ code: 'due_not_found' });
  await expect(mark(visit, DueState.REFUNDED)).rejects.toMatchObject({
    fields: [{ field: 'state', rule: 'not_an_option' }],
  });
  const read = { officeId, visitIds: [visit.visitId] };
  await expect(gateway.getDues(read, patient)).rejects.toMatchObject({ code: 'not_affiliated' });
  await expect(gateway.getDues(read)).rejects.toMatchObject({ code: 'person_token_missing' });
  expect((await gateway.getDues(read, { personToken: staff.token })).dues).toEqual([]);
});

const isOurs = (event: Partial<DueEvent>, visitId: string): event is DueEvent =>
  event.due?.visitId === visitId && Math.abs(NOW.until(event.due.changedAt).total('hours')) < 24;

interface DueEvent {
  version: number;
  due: { visitId: string; state: string; changedAt: string };
}

/** What this service says of a visit's due, in order. The stack's own tells of it too, by another clock. */
const dueEvents = async (visitId: string): Promise<DueEvent[]> => {
  const kafka = createKafka('payment-test', { KAFKA_BROKERS: stackVariable('KAFKA_BROKERS').split(',') }, log);
  const consumer = kafka.consumer({ groupId: `${group}-reader-${randomUUID()}`, allowAutoTopicCreation: false });
  const admin = kafka.admin();
  await Promise.all([consumer.connect(), admin.connect()]);
  const events: DueEvent[] = [];
  try {
    const ends = await admin.fetchTopicOffsets(topicOf('payment'));
    let unread = ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
    await consumer.subscribe({ topics: [topicOf('payment')], fromBeginning: true });
    await new Promise<void>((resolve) => {
      if (unread === 0) resolve();
      void consumer.run({
        eachMessage: async ({ message }) => {
          const event = JSON.parse(message.value?.toString() ?? '{}') as Partial<DueEvent>;
          if (isOurs(event, visitId)) events.push(event);
          unread -= 1;
          if (unread <= 0) resolve();
        },
      });
    });
  } finally {
    await Promise.all([consumer.disconnect(), admin.disconnect()]);
  }
  return events;
};
