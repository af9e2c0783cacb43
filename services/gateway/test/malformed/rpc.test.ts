import { randomUUID } from 'node:crypto';
import { personToken, serviceTokenOf } from '@creneau/chassis/testing';
import { Timestamp } from '@creneau/proto/google/protobuf/timestamp';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { call, closeClients, DEFINITIONS } from '../authorization/rpc-calls';

/** What no honest client sends, past the gateway: each RPC names the field at fault, and nothing fails inside. */

const OFFICE = '11111111-1111-4111-8111-111111111111';
const INVALID = 'invalid invalid_request';
const LATER = Temporal.Instant.from('2027-01-12T09:00:00Z');

afterAll(closeClients);

const callers: Readonly<Record<string, string>> = { scheduling: 'gateway', booking: 'gateway' };
const ask = async (service: string, rpc: string, request: object, caller = callers[service] ?? 'gateway') =>
  call(service, rpc, request, {
    service: await serviceTokenOf(caller as 'gateway')(),
    person: await personToken('docteur'),
  });

describe.each(['', 'none', `${OFFICE}0`, `{${OFFICE}}`, `${OFFICE}\0`, "' OR 1=1 --", 'é'.repeat(300)])(
  'the id %#, %.20s,',
  (officeId) => {
    test.each([
      ['identity', 'getOffice', {}],
      ['identity', 'getAffiliation', { personId: OFFICE }],
      ['identity', 'listOfficeStaff', {}],
      ['office-config', 'getProfile', {}],
      ['office-config', 'getSettings', { version: 0 }],
      ['office-config', 'listReasons', {}],
      ['scheduling', 'getSchedule', {}],
      ['scheduling', 'getDays', { from: '2027-01-01', to: '2027-01-02' }],
      ['booking', 'getOfficePlanning', {}],
      ['booking', 'banPatient', { patientId: OFFICE }],
      ['notification', 'listMails', { visitId: OFFICE }],
      ['payment', 'getDues', { visitIds: [] }],
    ])('is refused by %s.%s', async (service, rpc, more) => {
      expect(await ask(service, rpc, { officeId, ...more })).toBe(INVALID);
    });
  },
);

test.each(['', '0000-01-01', '-0001-01-01', '+010000-01-01', '275760-09-14', '2027-02-30', '2027-1-1', '2027-01-01\0'])(
  'the day %j is refused',
  async (day) => {
    const span = { officeId: OFFICE, from: day, to: day };
    expect(await ask('scheduling', 'getAvailability', span)).toBe(INVALID);
    expect(await ask('scheduling', 'getDays', span)).toBe(INVALID);
    const consents = { termsVersion: '2026-11', birthDate: day || '0', postalCode: '', city: '' };
    expect(await ask('identity', 'recordConsents', consents)).toBe(INVALID);
  },
);

test.each(['-271821-04-20T00:00:00Z', '0000-12-31T23:59:59Z', '+010000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'])(
  'the instant %s is refused',
  async (text) => {
    const at = Temporal.Instant.from(text);
    const visit = { visitId: randomUUID(), officeId: OFFICE };
    const block = { officeId: OFFICE, label: '', expectedVisitIds: [] };
    expect(await ask('scheduling', 'findNearestSlots', { officeId: OFFICE, around: at, count: 3 })).toBe(INVALID);
    expect(await ask('scheduling', 'placeBlock', { ...block, during: { start: at, end: LATER } })).toBe(INVALID);
    expect(await ask('scheduling', 'placeBlock', { ...block, during: { start: LATER, end: at } })).toBe(INVALID);
    const claim = { ...visit, claimNo: 1, start: at, overbook: false };
    expect(await ask('scheduling', 'claimSlot', claim, 'booking')).toBe(INVALID);
    expect(await ask('scheduling', 'listClaims', { officeId: OFFICE, endingAfter: at }, 'booking')).toBe(INVALID);
    expect(await ask('booking', 'getOfficePlanning', { officeId: OFFICE, from: at, to: undefined })).toBe(INVALID);
    expect(await ask('booking', 'getOfficePlanning', { officeId: OFFICE, from: undefined, to: at })).toBe(INVALID);
    const booking = { officeId: OFFICE, startsAt: at, reason: '', phone: '', idempotencyKey: randomUUID() };
    expect(await ask('booking', 'bookVisit', booking)).toBe(INVALID);
    expect(await ask('booking', 'moveVisit', { ...visit, startsAt: at, expectedVersion: 0 })).toBe(INVALID);
  },
);

test.each(['\0', 'a\0b', 'x'.repeat(1_000_000)])('a text is refused that cannot be kept: %#', async (text) => {
  const booking = { officeId: OFFICE, startsAt: LATER, reason: '', phone: '', idempotencyKey: randomUUID() };
  const person = {
    lastName: 'A',
    firstName: 'B',
    login: 'abc',
    password: 'long enough',
    email: 'a@b.test',
    locale: '',
  };
  const block = { officeId: OFFICE, during: { start: LATER, end: LATER.add({ minutes: 15 }) }, expectedVisitIds: [] };
  for (const [service, rpc, request] of [
    ['booking', 'bookVisit', { ...booking, reason: text }],
    ['booking', 'bookVisit', { ...booking, phone: text }],
    ['booking', 'bookVisit', { ...booking, idempotencyKey: text }],
    ['booking', 'saveHomeVisits', { officeId: OFFICE, text, expectedVersion: 0 }],
    ['booking', 'searchPatients', { officeId: OFFICE, query: text }],
    ['scheduling', 'placeBlock', { ...block, label: text }],
    ['identity', 'searchOffices', { query: text, city: '', limit: 1, offset: 0 }],
    ['identity', 'searchOffices', { query: '', city: text, limit: 1, offset: 0 }],
    ['identity', 'recordConsents', { termsVersion: '2026-11', birthDate: '', postalCode: '', city: text }],
    ['identity', 'registerPerson', { ...person, lastName: text }],
    ['identity', 'registerPerson', { ...person, login: text }],
    ['identity', 'registerPerson', { ...person, email: text }],
    ['office-config', 'addReason', { officeId: OFFICE, text }],
  ] as const)
    expect(`${rpc}: ${await ask(service, rpc, request)}`).toBe(`${rpc}: ${INVALID}`);
});

test.each([-1, -(2 ** 31), 2 ** 31 - 1])('the number %d is refused where it counts nothing', async (number) => {
  const nearest = { officeId: OFFICE, around: LATER, count: number };
  expect(await ask('scheduling', 'findNearestSlots', nearest)).toBe(INVALID);
  const page = { query: '', city: '', limit: number, offset: 0 };
  expect(await ask('identity', 'searchOffices', page)).toBe(INVALID);
  expect(await ask('identity', 'searchOffices', { ...page, limit: 1, offset: number })).toBe(INVALID);
  expect(await ask('office-config', 'getSettings', { officeId: OFFICE, version: number })).toMatch(
    /^(invalid|not_found)/,
  );
  const release = { visitId: randomUUID(), officeId: OFFICE, claimNo: number };
  expect(await ask('scheduling', 'releaseClaim', release, 'booking')).toBe(INVALID);
});

test.each([0, 101])('%d claims in one call are refused', async (count) => {
  const claim = { visitId: randomUUID(), officeId: OFFICE, claimNo: 1, start: LATER, overbook: false };
  expect(await ask('scheduling', 'claimSlots', { claims: Array(count).fill(claim) }, 'booking')).toBe(INVALID);
});

/** Bytes on the wire that no client of ours would write. */
const raw = async (service: string, rpc: string, bytes: Buffer): Promise<ServiceError | undefined> => {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await serviceTokenOf('gateway')()}`);
  metadata.set('x-creneau-person', await personToken('docteur'));
  const address = process.env[`${service.toUpperCase()}_ADDR`] ?? '';
  const client = new Client(address, credentials.createInsecure());
  try {
    return await new Promise((resolve) =>
      client.makeUnaryRequest(
        DEFINITIONS[service]?.[rpc]?.path ?? '',
        (message: Buffer) => message,
        (answer) => answer,
        bytes,
        metadata,
        { deadline: Date.now() + 10_000 },
        (error: ServiceError | null) => resolve(error ?? undefined),
      ),
    );
  } finally {
    client.close();
  }
};

/** Field 1 a text, field 2 a message. */
const request = (text: Buffer, message: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0x0a, text.length]), text, Buffer.from([0x12, message.length]), message]);

test.each<[string, Buffer]>([
  [
    'an instant beyond all time',
    request(Buffer.from(OFFICE), Timestamp.encode({ seconds: Number.MAX_SAFE_INTEGER, nanos: 0 }).finish()),
  ],
  [
    'fractions of a second beyond it',
    request(Buffer.from(OFFICE), Timestamp.encode({ seconds: 1, nanos: -1 }).finish()),
  ],
  ['a text that is no UTF-8', request(Buffer.from([0xff, 0xfe, 0xc0]), Buffer.alloc(0))],
  ['a message cut off', Buffer.from([0x0a, 0x7f, 0x31])],
  ['noise', Buffer.from('ffffffffffffffffffffffff', 'hex')],
])('%s ends in a refusal that shows nothing, and the service goes on', async (_what, bytes) => {
  const error = await raw('scheduling', 'findNearestSlots', bytes);
  expect([status.INVALID_ARGUMENT, status.INTERNAL]).toContain(error?.code);
  expect(error?.details).not.toMatch(/node_modules|\.[jt]s:\d|\bat \S+ \(/);
  expect(await ask('scheduling', 'findNearestSlots', { officeId: OFFICE, around: LATER, count: 1 })).toBe('ok');
});
