import { randomUUID } from 'node:crypto';
import { eventually, personToken } from '@creneau/chassis/testing';
import { solveChallenge } from 'altcha-lib';
import type * as z from 'zod';
import { ENDPOINTS } from '../src/api/endpoints';
import { type Answer, openGateway, type TestGateway } from './gateway-builder';

/** The path of a patient and her practitioner over the API, on the running services and their demo office. */
let gateway: TestGateway;
let officeId: string;
let patient: string;
let staff: string;
beforeAll(async () => {
  gateway = await openGateway({ REGISTRATIONS_PER_MINUTE: 1_000 });
  [patient, staff] = await Promise.all([personToken('patient4'), personToken('docteur')]);
  const { body } = await gateway.call('GET', '/api/offices');
  officeId = body.offices[0].officeId;
});
afterAll(() => gateway?.stop());

/** Calls an endpoint by its id, and holds its answer against the schema that the document shows. */
const ask = async (
  id: string,
  path: Record<string, string>,
  options: { token?: string; body?: unknown; query?: string; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const endpoint = ENDPOINTS.find((e) => e.id === id);
  if (!endpoint) throw new Error(`no endpoint ${id}`);
  const url = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '');
  const answer = await gateway.call(endpoint.method.toUpperCase(), url + (options.query ?? ''), options);
  const schema: z.ZodType | undefined = endpoint.success.schema;
  if (answer.status < 400 && schema) expect(schema.parse(answer.body)).toEqual(answer.body);
  if (answer.status < 400) expect(answer.status).toBe(endpoint.success.status);
  return answer;
};

const freeStarts = async (): Promise<string[]> => {
  const today = Temporal.Now.plainDateISO('Europe/Paris');
  const query = `?from=${today}&to=${today.add({ days: 89 })}`;
  const { body } = await ask('getAvailability', { officeId }, { query });
  return body.days.flatMap((day: { starts: string[] }) => day.starts);
};
/** A free start that other tests at work on the same office are unlikely to choose. */
const someStart = async (): Promise<string> => {
  const starts = (await freeStarts()).slice(200);
  return starts[Math.floor(Math.random() * starts.length)] ?? '';
};
const book = (startsAt: string, token = patient, key: string = randomUUID(), more = {}) =>
  ask('bookAppointment', {}, { token, body: { officeId, startsAt, ...more }, headers: { 'idempotency-key': key } });
const cancel = (appointmentId: string, token = patient) => ask('cancelAppointment', { appointmentId }, { token });

describe('a registration', () => {
  const register = async (login: string, email: string) => {
    const { body: c } = await ask('getCaptcha', {});
    const solution = await solveChallenge(c.challenge, c.salt, c.algorithm, c.maxnumber).promise;
    const captcha = Buffer.from(JSON.stringify({ ...c, number: solution?.number })).toString('base64');
    const password = 'un long mot de passe';
    return ask('register', {}, { body: { lastName: 'Peltier 7', firstName: 'Rose', login, password, email, captcha } });
  };

  test('is made once for a login and an address, and says which of them is taken', async () => {
    const login = `rose${Date.now()}`;
    expect((await register(login, `${login}@example.test`)).status).toBe(201);
    const again = await register(login, `other-${login}@example.test`);
    expect(again).toMatchObject({ status: 409, body: { code: 'login_taken', errors: [{ field: 'login' }] } });
    const email = await register(`${login}b`, `${login}@example.test`);
    expect(email).toMatchObject({ status: 409, body: { code: 'email_taken', errors: [{ field: 'email' }] } });
  });
});

describe('a booking', () => {
  test('is confirmed, shown on both sides, told live, and gives its slot back when cancelled', async () => {
    const abort = new AbortController();
    const stream = await fetch(`${gateway.url}/api/offices/${officeId}/live`, {
      headers: { authorization: `Bearer ${staff}` },
      signal: abort.signal,
    });
    let heard = '';
    const listening = (async () => {
      for await (const chunk of stream.body ?? []) heard += new TextDecoder().decode(chunk as Uint8Array);
    })().catch(() => undefined);

    const startsAt = await someStart();
    const booked = await book(startsAt, patient, randomUUID(), {
      reason: 'visite par téléconsultation',
      phone: '06 12 34 56 78',
    });
    expect(booked).toMatchObject({
      status: 201,
      body: { startsAt, state: 'booked', reason: 'visite par téléconsultation (0612345678)', teleconsultation: true },
    });
    const { appointmentId } = booked.body;
    await eventually(() => expect(heard).toMatch(/event: change\ndata: \{"area":"booking"/));
    abort.abort();
    await listening;

    const planning = await ask('getPlanning', { officeId }, { token: staff });
    expect(planning.body.coming).toContainEqual(
      expect.objectContaining({ appointmentId, startsAt, phone: '0612345678', unpaid: false, absence: false }),
    );
    const mine = await ask('listMyAppointments', {}, { token: patient });
    expect(mine.body.appointments).toContainEqual(expect.objectContaining({ appointmentId, mayCancel: true }));
    expect(await freeStarts()).not.toContain(startsAt);

    expect(await cancel(appointmentId)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await cancel(appointmentId)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    await eventually(async () => expect(await freeStarts()).toContain(startsAt));
  });

  test('of one slot by ten people at once is won by one; the others are offered the nearest', async () => {
    const startsAt = await someStart();
    const answers = await Promise.all(Array.from({ length: 10 }, () => book(startsAt)));
    const won = answers.filter((answer) => answer.status === 201);
    expect(won).toHaveLength(1);
    for (const answer of answers.filter((lost) => lost !== won[0])) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'slot_taken' } });
      expect(answer.body.nearest).toHaveLength(3);
      expect(answer.body.nearest).not.toContain(startsAt);
    }
    await cancel(won[0]?.body.appointmentId);
  });

  test('sent five times under one key is one, and under that key nothing else', async () => {
    const [startsAt, key] = [await someStart(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 5 }, () => book(startsAt, patient, key)));
    expect(new Set(answers.map((a) => `${a.status} ${a.body.appointmentId}`)).size).toBe(1);
    expect(await book(startsAt, patient, key, { reason: 'another' })).toMatchObject({
      status: 422,
      body: { code: 'key_reused' },
    });
    await cancel(answers[0]?.body.appointmentId);
  });

  test('is refused off the grid, in the past and beyond the window', async () => {
    const offGrid = Temporal.Instant.from(await someStart()).add({ minutes: 7 });
    const refusals = [
      [offGrid.toString(), 'slot_off_grid'],
      ['2020-01-07T09:00:00+01:00', 'slot_past'],
      ['2099-01-07T09:00:00+01:00', 'slot_beyond_window'],
    ] as const;
    for (const [startsAt, code] of refusals)
      expect(await book(startsAt)).toMatchObject({ status: 422, body: { code } });
    expect(await book('2027-02-30T09:00:00+01:00')).toMatchObject({ status: 400 });
  });

  test('is moved by staff alone', async () => {
    const { body } = await book(await someStart());
    const { appointmentId, version } = body;
    const startsAt = await someStart();
    const move = (token: string, seen: number) =>
      ask('moveAppointment', { appointmentId }, { token, body: { startsAt, version: seen } });
    expect(await move(patient, version)).toMatchObject({ status: 403, body: { code: 'wrong_role' } });
    expect(await move(await personToken('secretaire2'), version)).toMatchObject({ status: 404 });
    expect(await move(staff, version - 1)).toMatchObject({ status: 409, body: { code: 'stale_version' } });
    expect(await move(await personToken('secretaire'), version)).toMatchObject({ status: 200, body: { startsAt } });
    await eventually(async () => {
      const { body: log } = await ask('listMails', { appointmentId }, { token: staff });
      expect(log.mails.map((mail: { kind: string }) => mail.kind)).toContain('moved');
    });
    expect((await cancel(appointmentId, await personToken('patient5'))).status).toBe(404);
    await cancel(appointmentId, staff);
  });
});

describe('a block', () => {
  test('takes its slots away, is refused when it hides a visit nobody saw, and gives them back', async () => {
    const startsAt = await someStart();
    const during = { startsAt, endsAt: Temporal.Instant.from(startsAt).add({ minutes: 15 }).toString() };
    const visit = await book(startsAt);
    const refused = await ask('placeBlock', { officeId }, { token: staff, body: during });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'visits_changed', appointmentIds: [visit.body.appointmentId], appointmentCount: 1 },
    });
    await cancel(visit.body.appointmentId);

    const block = await eventually(async () => {
      const placed = await ask('placeBlock', { officeId }, { token: staff, body: { ...during, label: 'Congé' } });
      expect(placed.status).toBe(201);
      return placed.body;
    });
    const { body } = await ask('getPlanning', { officeId }, { token: staff });
    expect(body.blocks).toContainEqual(expect.objectContaining({ blockId: block.blockId, label: 'Congé' }));
    expect(await book(startsAt)).toMatchObject({ status: 409, body: { code: 'slot_blocked' } });
    expect((await ask('liftBlock', { officeId, blockId: block.blockId }, { token: staff })).status).toBe(204);
    expect(await freeStarts()).toContain(startsAt);
    const backwards = { startsAt: during.endsAt, endsAt: during.startsAt };
    expect(await ask('placeBlock', { officeId }, { token: staff, body: backwards })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'endsAt' }] },
    });
  });
});

describe('the settings', () => {
  const put = (body: unknown, token = staff) => ask('putSettings', { officeId }, { token, body });
  const monday = (start: string, end: string, afternoon: unknown = null) => [
    { weekday: 1, morning: { start, end }, afternoon },
  ];

  test('refuse bad hours by field, and save nothing of them', async () => {
    const { body: document } = await ask('getSettings', { officeId }, { token: staff });
    const fieldsOf = async (change: object) =>
      (await put({ ...document, ...change })).body.errors.map((e: { field: string }) => e.field);
    expect(await fieldsOf({ weeklyHours: monday('9:00', '12:00') })).toEqual(['weeklyHours.0.morning.start']);
    expect(await fieldsOf({ weeklyHours: monday('12:00', '09:00') })).toEqual(['weeklyHours.0.morning.end']);
    expect(await fieldsOf({ weeklyHours: monday('09:00', '12:00', { start: '11:00', end: '15:00' }) })).toEqual([
      'weeklyHours.0.afternoon.start',
    ]);
    expect(await fieldsOf({ visitMinutes: 420 })).toContain('visitMinutes');
    const { body: after } = await ask('getSettings', { officeId }, { token: staff });
    expect(after).toEqual(document);
  });

  test("are saved whole, say from when they hold, and refuse a stale page and another office's staff", async () => {
    const { body: document } = await ask('getSettings', { officeId }, { token: staff });
    const saved = await put(document);
    expect(saved).toMatchObject({ status: 200, body: { version: document.version + 1 } });
    const { body: schedule } = await ask('getSchedule', { officeId }, { token: staff });
    const next = Temporal.PlainDate.from(schedule.generatedThrough).add({ days: 1 });
    expect(saved.body.effectiveFrom).toBe(next.toString());
    expect(await put(document)).toMatchObject({ status: 409, body: { code: 'stale_version' } });
    expect((await put(document, await personToken('docteur2'))).status).toBe(403);
  });

  test('of an office that does not exist are not found, not forbidden', async () => {
    const path = { officeId: randomUUID() };
    for (const id of ['getSettings', 'getPlanning', 'getSchedule', 'listReasons', 'getLive'])
      expect(await ask(id, path, { token: staff })).toMatchObject({ status: 404, body: { code: 'office_not_found' } });
  });

  test('allow the initial generation once', async () => {
    expect(await ask('generatePlanning', { officeId }, { token: staff })).toMatchObject({
      status: 409,
      body: { code: 'already_generated' },
    });
  });
});
