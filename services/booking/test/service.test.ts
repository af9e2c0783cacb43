import { randomUUID } from 'node:crypto';
import { createLogger, Life, ManualClock, openGrpcClient, type RpcClient } from '@creneau/chassis';
import {
  demoPerson,
  eventually,
  freshDatabase,
  serviceTokenOf,
  startTestService,
  type TestService,
} from '@creneau/chassis/testing';
import { VisitState } from '@creneau/proto/booking/v1/messages';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { Client } from 'pg';
import { wire } from '../src/wiring';
import { freePort, MIGRATIONS, NINE, NOW, quarter, startScheduling, variable } from './booking-builder';

/** The demo office: its people are in the stack's identity, its settings in the stack's office-config. */
const OFFICE = '11111111-1111-4111-8111-111111111111';

type Booking = RpcClient<BookingServiceService>;
type Demo = Awaited<ReturnType<typeof demoPerson>>;

let service: TestService;
let gateway: Booking;
let notification: Booking;
let sql: Client;
let people: Record<'patient' | 'other' | 'secretary' | 'foreign', Demo>;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const clock = new ManualClock(NOW);
  const scheduling = await startScheduling(clock);
  closers.push(scheduling.stop);
  await scheduling.planOffice(OFFICE);
  const database = await freshDatabase(MIGRATIONS);
  closers.push(database.drop);
  const config = {
    LOG_LEVEL: 'fatal' as const,
    DRAIN_DELAY_MS: 0,
    SHUTDOWN_GRACE_MS: 25_000,
    GRPC_PORT: await freePort(),
    OIDC_ISSUER: variable('OIDC_ISSUER'),
    OIDC_CLIENT_ID: 'creneau-booking',
    OIDC_CLIENT_SECRET: variable('OIDC_SECRET_BOOKING'),
    KAFKA_BROKERS: variable('KAFKA_BROKERS').split(','),
    REDIS_URL: variable('REDIS_URL'),
    DATABASE_URL: database.url,
    DATABASE_CONNECTIONS: 10,
    MIGRATE_ON_START: true,
    IDENTITY_ADDR: variable('IDENTITY_ADDR'),
    OFFICE_CONFIG_ADDR: variable('OFFICE_CONFIG_ADDR'),
    SCHEDULING_ADDR: scheduling.address,
    MAX_OPEN_VISITS_PER_OFFICE: 5,
  };
  service = await startTestService(`booking-test-${randomUUID().slice(0, 8)}`, config, clock, wire);
  closers.push(() => service.stop());
  gateway = await service.clientAs('gateway', BookingServiceService);
  notification = await service.clientAs('notification', BookingServiceService);
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  closers.push(() => sql.end());
  const [patient, other, secretary, foreign] = await Promise.all(
    (['patient4', 'patient5', 'secretaire', 'secretaire2'] as const).map(demoPerson),
  );
  if (!patient || !other || !secretary || !foreign) throw new Error('the demo people are missing');
  people = { patient, other, secretary, foreign };
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

const as = (who: keyof typeof people) => ({ personToken: people[who].token });
const book = (who: keyof typeof people, startsAt: Temporal.Instant, idempotencyKey: string = randomUUID()) =>
  gateway.bookVisit({ officeId: OFFICE, startsAt, reason: '', phone: '', idempotencyKey }, as(who));
const idOf = (answer: Awaited<ReturnType<typeof book>>): string => answer.visit?.facts?.visitId ?? '';

test('a patient books, both sides see it, and nobody else does', async () => {
  const answer = await book('patient', NINE);
  const visitId = idOf(answer);
  expect(answer.visit).toMatchObject({ facts: { state: VisitState.BOOKED, patientId: people.patient.id } });
  expect(answer.visit?.patientLastName).not.toBe('');

  const { visits } = await gateway.listMyVisits({}, as('patient'));
  expect(visits.map(({ visit }) => visit?.facts?.visitId)).toContain(visitId);
  const planning = await gateway.getOfficePlanning(
    { officeId: OFFICE, from: undefined, to: undefined },
    as('secretary'),
  );
  expect(planning.visits.find((visit) => visit.visitId === visitId)).toMatchObject({
    patientId: people.patient.id,
    startsAtEpochSeconds: NINE.epochMilliseconds / 1000,
    endsAtEpochSeconds: quarter(1).epochMilliseconds / 1000,
    patientLastName: answer.visit?.patientLastName,
    version: answer.visit?.facts?.version,
  });
  expect(planning.sequence).toBeGreaterThan(0);
  const asked = await notification.getVisits({ visitIds: [randomUUID(), visitId] });
  const { facts, patientLastName, patientFirstName } = (await gateway.getVisit({ visitId }, as('patient'))).visit ?? {};
  expect(asked.visits).toEqual([{ facts, patientLastName, patientFirstName }]);
  await expect(gateway.getVisit({ visitId }, as('secretary'))).resolves.toBeDefined();

  for (const who of ['other', 'foreign'] as const) {
    await expect(gateway.getVisit({ visitId }, as(who))).rejects.toMatchObject({ code: 'visit_not_found' });
    await expect(gateway.cancelVisit({ visitId, expectedVersion: 0 }, as(who))).rejects.toMatchObject({
      code: 'visit_not_found',
    });
  }
  await expect(book('other', NINE)).rejects.toMatchObject({ kind: 'conflict', code: 'slot_taken' });
});

test('a reader walks every page of the visits, and a token that is none is refused', async () => {
  for (const n of [7, 8, 9]) await book('other', quarter(n));
  const reader = await service.clientAs('reader', BookingServiceService);
  const all = (await reader.snapshotVisits({ pageToken: '', pageSize: 0 })).visits;
  const walked: typeof all = [];
  let pageToken = '';
  do {
    const page = await reader.snapshotVisits({ pageToken, pageSize: 2 });
    walked.push(...page.visits);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(walked.length).toBeGreaterThan(2);
  expect(walked.map(({ visit }) => visit?.visitId)).toEqual(all.map(({ visit }) => visit?.visitId));
  const id = randomUUID();
  for (const token of ['x', id, `${id}.`, `.${id}`, '.', `${id}.${id}.${id}`])
    await expect(reader.snapshotVisits({ pageToken: token, pageSize: 0 })).rejects.toMatchObject({
      fields: [{ field: 'pageToken', rule: 'uuid' }],
    });
  for (const { visit } of all)
    if (visit?.patientId === people.other.id)
      await gateway.cancelVisit({ visitId: visit.visitId, expectedVersion: 0 }, as('secretary'));
});

test('the same key five times at once is one visit and five equal answers', async () => {
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 5 }, () => book('patient', quarter(1), key)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  await expect(book('patient', quarter(2), key)).rejects.toMatchObject({ kind: 'unprocessable', code: 'key_reused' });
});

test("the office's cancel right comes with office-config's events, and a cancelled slot is free for the next", async () => {
  const visitId = idOf(await book('patient', quarter(3)));
  await eventually(async () => {
    const { visits } = await gateway.listMyVisits({}, as('patient'));
    expect(visits.find(({ visit }) => visit?.facts?.visitId === visitId)?.mayCancel).toBe(true);
  });
  const { visit } = await gateway.cancelVisit({ visitId, expectedVersion: 0 }, as('patient'));
  expect(visit?.facts?.state).toBe(VisitState.CANCELLED);
  await expect(book('other', quarter(3))).resolves.toBeDefined();
});

test('staff of the office move, ban, search and write; staff of another do not', async () => {
  const booked = await book('other', quarter(4));
  const visitId = idOf(booked);
  const move = { visitId, startsAt: quarter(5), expectedVersion: booked.visit?.facts?.version ?? 0 };
  await expect(gateway.moveVisit(move, as('foreign'))).rejects.toMatchObject({ code: 'visit_not_found' });
  const moved = await gateway.moveVisit(move, as('secretary'));
  expect(moved.visit?.facts?.startsAt?.equals(quarter(5))).toBe(true);
  await expect(
    gateway.cancelVisit({ visitId, expectedVersion: move.expectedVersion }, as('secretary')),
  ).rejects.toMatchObject({
    code: 'stale_version',
  });

  const ban = { officeId: OFFICE, patientId: people.other.id };
  await expect(gateway.banPatient(ban, as('foreign'))).rejects.toMatchObject({ code: 'not_affiliated' });
  await gateway.banPatient(ban, as('secretary'));
  await expect(book('other', quarter(6))).rejects.toMatchObject({ code: 'patient_banned' });
  const { patients } = await gateway.searchPatients({ officeId: OFFICE, query: '' }, as('secretary'));
  expect(patients.find(({ patientId }) => patientId === people.other.id)?.banned).toBe(true);
  await gateway.unbanPatient(ban, as('secretary'));
  await expect(book('other', quarter(6))).resolves.toBeDefined();

  const text = { officeId: OFFICE, text: '  8 h chez Mme Durand ', expectedVersion: 0 };
  await expect(gateway.saveHomeVisits(text, as('secretary'))).resolves.toEqual({ version: 1 });
  await expect(gateway.saveHomeVisits(text, as('secretary'))).rejects.toMatchObject({ code: 'stale_version' });
  const planning = await gateway.getOfficePlanning(
    { officeId: OFFICE, from: undefined, to: undefined },
    as('secretary'),
  );
  expect(planning).toMatchObject({ homeVisits: '8 h chez Mme Durand', homeVisitsVersion: 1 });
  for (const read of [
    gateway.getOfficePlanning({ officeId: OFFICE, from: undefined, to: undefined }, as('foreign')),
    gateway.searchPatients({ officeId: OFFICE, query: '' }, as('foreign')),
  ])
    await expect(read).rejects.toMatchObject({ code: 'not_affiliated' });
});

test('a patient reaches no RPC of the staff, nobody books without a person, and no other service books', async () => {
  const visitId = randomUUID();
  const asPatient = as('patient');
  const patientId = people.patient.id;
  for (const refused of [
    gateway.moveVisit({ visitId, startsAt: NINE, expectedVersion: 0 }, asPatient),
    gateway.markAbsence({ visitId, absent: true }, asPatient),
    gateway.getOfficePlanning({ officeId: OFFICE, from: undefined, to: undefined }, asPatient),
    gateway.saveHomeVisits({ officeId: OFFICE, text: '', expectedVersion: 0 }, asPatient),
    gateway.searchPatients({ officeId: OFFICE, query: '' }, asPatient),
    gateway.banPatient({ officeId: OFFICE, patientId }, asPatient),
    gateway.unbanPatient({ officeId: OFFICE, patientId }, asPatient),
  ])
    await expect(refused).rejects.toMatchObject({ kind: 'forbidden', code: 'wrong_role' });
  const request = { officeId: OFFICE, startsAt: NINE, reason: '', phone: '', idempotencyKey: 'k' };
  await expect(gateway.bookVisit(request)).rejects.toMatchObject({ kind: 'unauthenticated' });
  await expect(gateway.getVisit({ visitId })).rejects.toMatchObject({ kind: 'unauthenticated' });
  await expect(notification.bookVisit(request, asPatient)).rejects.toMatchObject({ code: 'service_not_admitted' });
});

test.each([
  ['visitIds[1]', [randomUUID(), 'x']],
  ['visitIds', Array.from({ length: 101 }, () => randomUUID())],
])('visits are asked for by ids, a hundred at the most: %s', async (field, visitIds) => {
  await expect(notification.getVisits({ visitIds })).rejects.toMatchObject({ kind: 'invalid', fields: [{ field }] });
});

test.each([
  ['officeId', { officeId: 'x' }],
  ['startsAt', { startsAt: undefined }],
  ['idempotencyKey', { idempotencyKey: '' }],
  ['reason', { reason: 'x'.repeat(201) }],
])('a malformed %s is named', async (field, change) => {
  const request = { officeId: OFFICE, startsAt: NINE, reason: '', phone: '', idempotencyKey: randomUUID(), ...change };
  await expect(gateway.bookVisit(request, as('patient'))).rejects.toMatchObject({
    kind: 'invalid',
    fields: [{ field }],
  });
});

test('who has not agreed to the terms of use does not book', async () => {
  const life = new Life(createLogger('booking-test', 'silent'));
  closers.push(() => life.stop());
  const identity = await openGrpcClient({
    life,
    definition: IdentityServiceService,
    address: variable('IDENTITY_ADDR'),
    serviceToken: serviceTokenOf('gateway'),
    idempotent: [],
  });
  const login = 'sans-accord';
  const password = 'correct horse battery';
  await identity
    .registerPerson({
      lastName: 'Sans',
      firstName: 'Accord',
      login,
      password,
      email: `${login}@example.org`,
      locale: 'fr',
    })
    .catch((error: { code: string }) => {
      if (!['login_taken', 'email_taken', 'invalid_request'].includes(error.code)) throw error;
    });
  const personToken = await tokenOf(login, password);
  const request = { officeId: OFFICE, startsAt: quarter(8), reason: '', phone: '', idempotencyKey: randomUUID() };
  await expect(gateway.bookVisit(request, { personToken })).rejects.toMatchObject({
    kind: 'forbidden',
    code: 'consent_missing',
  });
});

test('every fact leaves for Kafka', async () => {
  await eventually(async () => {
    const { rows } = await sql.query('SELECT count(*)::int AS waiting FROM outbox');
    expect(rows).toEqual([{ waiting: 0 }]);
  });
});

const tokenOf = async (username: string, password: string): Promise<string> => {
  const response = await fetch(`${variable('OIDC_ISSUER')}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'creneau-cli',
      username,
      password,
      scope: 'openid profile email',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};
