import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createLogger, createOutbox, Health, Life, ManualClock, openPostgres, type Postgres } from '@creneau/chassis';
import { aHalt, databaseState, freshDatabase, openTopic, type TestTopic, untilWaiting } from '@creneau/chassis/testing';
import { VisitBooked, VisitCancelled } from '@creneau/proto/booking/v1/events';
import { ActorKind, type VisitFacts, VisitState } from '@creneau/proto/booking/v1/messages';
import type { BilledVisit, Mark } from '../src/domain/due';
import { subscriptions } from '../src/inbound/kafka/subscriptions';
import { findDues } from '../src/outbound/postgres/due-repository';
import { openDue, voidDue } from '../src/use-cases/apply-visit';
import { makeMarkDue } from '../src/use-cases/mark-due';

const NOW = Temporal.Instant.from('2027-01-05T10:00:00Z');
const clock = new ManualClock(NOW.toString());
const outbox = createOutbox(clock, () => undefined);
const life = new Life(createLogger('payment-test', 'fatal'));

let postgres: Postgres;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase(join(__dirname, '..', 'migrations'));
  drop = database.drop;
  const log = createLogger('payment-test', 'fatal');
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
});
afterAll(async () => {
  await life.stop();
  await drop();
});

const aVisit = (change: Partial<BilledVisit> = {}): BilledVisit => ({
  visitId: randomUUID(),
  officeId: randomUUID(),
  teleconsultation: true,
  priceCents: 2_500,
  version: 1,
  ...change,
});
const deps = { outbox, clock };
const open = (visit: BilledVisit) => postgres.tx((tx) => openDue(tx, deps, visit));
const cancelled = (visit: BilledVisit): BilledVisit => ({ ...visit, version: visit.version + 1 });
const cancel = (visit: BilledVisit) => postgres.tx((tx) => voidDue(tx, deps, cancelled(visit)));
const mark = ({ officeId, visitId }: BilledVisit, as: Mark) =>
  makeMarkDue({ postgres, ...deps })({ officeId, visitId, mark: as, markedBy: randomUUID() });
const dueOf = async ({ officeId, visitId }: BilledVisit) => (await findDues(postgres, officeId, [visitId]))[0];

/** Runs `first` up to just before its commit, has `second` run into it, and lets both finish. */
const oneIntoTheOther = async <T>(
  first: (tx: Parameters<Parameters<Postgres['tx']>[0]>[0]) => Promise<void>,
  second: () => Promise<T>,
): Promise<PromiseSettledResult<T>> => {
  const halt = aHalt();
  const running = postgres.tx(async (tx) => {
    await first(tx);
    await halt.here();
  });
  await halt.reached;
  const [waiting] = [Promise.allSettled([second()])];
  await untilWaiting(postgres);
  halt.goOn();
  await running;
  const [result] = await waiting;
  return result;
};

test('a mark that runs into the cancellation of its visit is refused', async () => {
  const visit = aVisit();
  await open(visit);
  const marked = await oneIntoTheOther(
    (tx) => voidDue(tx, deps, cancelled(visit)),
    () => mark(visit, 'paid'),
  );
  expect(marked).toMatchObject({ status: 'rejected', reason: { code: 'due_void' } });
  expect(await dueOf(visit)).toMatchObject({ state: 'void', version: 2 });
});

test('a cancellation that runs into two marks leaves what was said last, and void when that is unpaid', async () => {
  const visit = aVisit();
  await open(visit);
  await oneIntoTheOther(
    async (tx) => {
      await makeMarkDue({ postgres: { ...postgres, tx: (work) => work(tx) }, ...deps })({
        officeId: visit.officeId,
        visitId: visit.visitId,
        mark: 'paid',
        markedBy: randomUUID(),
      });
    },
    () => cancel(visit),
  );
  expect(await dueOf(visit)).toMatchObject({ state: 'paid', version: 2, visitCancelled: true });
  expect(await mark(visit, 'unpaid')).toMatchObject({ state: 'void', version: 3 });
  await expect(mark(visit, 'unpaid')).rejects.toMatchObject({ code: 'due_void' });
});

test('a cancellation that runs into the booking it belongs to leaves nothing due', async () => {
  const visit = aVisit();
  await oneIntoTheOther(
    (tx) => openDue(tx, deps, visit),
    () => cancel(visit),
  );
  expect(await dueOf(visit)).toMatchObject({ state: 'void', version: 2 });
});

test('a booking heard of after its cancellation makes nothing due', async () => {
  const visit = aVisit();
  await cancel(visit);
  await open(visit);
  expect(await dueOf(visit)).toMatchObject({ state: 'void', version: 1 });
});

describe('a topic replayed from its start', () => {
  let topic: TestTopic;
  beforeAll(async () => {
    topic = await openTopic();
  });
  afterAll(() => topic.close());

  const facts = (change: Partial<VisitFacts> = {}): VisitFacts => ({
    visitId: randomUUID(),
    officeId: randomUUID(),
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
  const told = async (visit: VisitFacts): Promise<void> => {
    await topic.tell(visit.officeId, VisitBooked, { visit, by: ActorKind.PATIENT });
  };
  const toldCancelled = async (visit: VisitFacts): Promise<void> => {
    const after = { ...visit, state: VisitState.CANCELLED, version: visit.version + 1 };
    await topic.tell(visit.officeId, VisitCancelled, { visit: after, by: ActorKind.PATIENT, claimNo: 1 });
  };

  test('changes no due and tells nothing, whatever staff said since', async () => {
    const [waiting, paid, lost, refunded] = [facts(), facts(), facts(), facts()];
    for (const visit of [waiting, paid, lost, refunded]) await told(visit);
    await toldCancelled(lost);
    await topic.applyAll({ postgres, clock }, subscriptions(deps));
    for (const visit of [paid, refunded]) await mark(visit, 'paid');
    await toldCancelled(refunded);
    await topic.applyAll({ postgres, clock }, subscriptions(deps));
    await mark(refunded, 'unpaid');

    const before = await databaseState(postgres);
    await topic.applyAll({ postgres, clock }, subscriptions(deps));
    expect(await databaseState(postgres)).toEqual(before);
    const states = await Promise.all([waiting, paid, lost, refunded].map(async (visit) => (await dueOf(visit))?.state));
    expect(states).toEqual(['unpaid', 'paid', 'void', 'void']);
  });
});
