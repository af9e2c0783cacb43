import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  createLogger,
  createOutbox,
  Health,
  Life,
  ManualClock,
  openPostgres,
  type Postgres,
  unavailable,
} from '@creneau/chassis';
import { aHalt, eventually, freshDatabase, stackVariable } from '@creneau/chassis/testing';
import type { Mail } from '../src/domain/mail';
import { mailsOfBooking } from '../src/domain/mail';
import { openMailer } from '../src/outbound/mail/smtp-mailer';
import { findMails } from '../src/outbound/postgres/mail-repository';
import type { Deps, Mailer, Visit } from '../src/use-cases/ports';
import { LetterRefused, MailServerAway } from '../src/use-cases/ports';
import { makeRecordMails } from '../src/use-cases/record-mails';
import { makeSendDueMails } from '../src/use-cases/send-due-mails';
import { anOffice, at, aVisit } from './builders';
import { MIGRATIONS, NOW } from './stage';

const log = createLogger('notification-test', 'fatal');
let life: Life;
let postgres: Postgres;
let drop: () => Promise<void>;
let clock: ManualClock;
let machine: ManualClock;
let visits: Map<string, Visit>;
let sent: string[];

beforeEach(async () => {
  const database = await freshDatabase(MIGRATIONS);
  drop = database.drop;
  life = new Life(log);
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log, connections: 8 });
  clock = new ManualClock(NOW);
  machine = new ManualClock('2026-11-24T12:00:00Z');
  visits = new Map();
  sent = [];
});
afterEach(async () => {
  await life.stop();
  await drop();
});

const noting: Mailer = {
  send: async ({ key }) => void sent.push(`${key.visitId} ${key.kind}`),
};
const depsWith = (change: Partial<Deps>): Deps => ({
  postgres,
  outbox: createOutbox(clock, () => undefined),
  clock,
  machine,
  log,
  mailer: noting,
  most: 1,
  onTaken: () => undefined,
  turn: async () => undefined,
  sources: {
    visit: async (visitId) => visits.get(visitId),
    recipient: async () => ({ name: 'Patrick Plisson', address: 'patrick@exemple.test', language: 'fr' }),
    office: async () => anOffice(),
  },
  ...change,
});

/** Visits booked now, with their mails in the log. */
const bookedVisits = async (count: number): Promise<Visit[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const facts = aVisit();
      const ends = { endsAt: facts.startsAt.add({ minutes: 15 }), timeZone: 'Europe/Paris' };
      const visit: Visit = { ...facts, ...ends, teleconsultation: false, patient: 'Patrick Plisson' };
      visits.set(visit.visitId, visit);
      await record(visit, mailsOfBooking(visit, 'patient', clock.now()));
      return visit;
    }),
  );
const record = (visit: Visit, mails: readonly Mail[]): Promise<void> =>
  postgres.tx((tx) => makeRecordMails({ ...depsWith({}), onRecorded: () => undefined })(tx, visit, mails));
const confirmationOf = async ({ officeId, visitId }: Visit) =>
  (await findMails(postgres, officeId, visitId)).find((mail) => mail.kind === 'confirmation');
const sendAll = async (send: () => Promise<boolean>): Promise<void> => {
  while (await send());
};

test('senders that work at the same time send each mail once', async () => {
  const booked = await bookedVisits(40);
  await Promise.all([1, 2, 3, 4, 5, 6].map((most) => sendAll(makeSendDueMails(depsWith({ most })))));
  expect(sent.sort()).toEqual(booked.map(({ visitId }) => `${visitId} confirmation`).sort());
});

test('a mail whose sender died is taken over when its lease has ended, and not before', async () => {
  const [visit] = await bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const dies = makeSendDueMails(depsWith({ mailer: { send: () => new Promise(() => undefined) } }));
  void dies();
  await eventually(async () => expect((await confirmationOf(visit))?.attempts).toBe(1));

  const survivor = makeSendDueMails(depsWith({}));
  machine.advance({ seconds: 179 });
  expect(await survivor()).toBe(false);
  machine.advance({ seconds: 1 });
  expect(await survivor()).toBe(true);
  expect(sent).toEqual([`${visit.visitId} confirmation`]);
  expect(await confirmationOf(visit)).toMatchObject({ state: 'sent', attempts: 2 });
});

test('a shift of the one clock does not end a lease', async () => {
  await bookedVisits(1);
  const hangs = makeSendDueMails(depsWith({ mailer: { send: () => new Promise(() => undefined) } }));
  void hangs();
  await eventually(async () =>
    expect(await postgres.query('SELECT 1 FROM mail WHERE leased_by IS NOT NULL')).toHaveLength(1),
  );
  clock.advance({ hours: 24 });
  expect(await makeSendDueMails(depsWith({}))()).toBe(false);
});

test('a mail that cannot be sent waits longer each time, and the others go out meanwhile', async () => {
  const [unlucky, ...lucky] = await bookedVisits(4);
  let away = true;
  const mailer: Mailer = {
    send: async (letter) => {
      if (away && letter.key.visitId === unlucky?.visitId) throw new MailServerAway('smtp_451');
      await noting.send(letter);
    },
  };
  const send = makeSendDueMails(depsWith({ mailer }));
  await sendAll(send);
  expect(sent).toHaveLength(lucky.length);
  for (const pauseS of [1, 2, 4, 8]) {
    machine.advance({ milliseconds: pauseS * 1_000 - 1 });
    expect(await send()).toBe(false);
    machine.advance({ milliseconds: 1 });
    expect(await send()).toBe(true);
  }
  away = false;
  machine.advance({ seconds: 16 });
  await sendAll(send);
  expect(unlucky && (await confirmationOf(unlucky))).toMatchObject({ state: 'sent', attempts: 6 });
});

test('of mails that leave together each comes to its own end, and a slow one holds up none', async () => {
  const booked = await bookedVisits(5);
  const [slow, refused, unlucky, moved, fine] = booked;
  if (!slow || !refused || !unlucky || !moved || !fine) throw new Error('too few visits');
  visits.set(moved.visitId, { ...moved, scheduleRevision: 2 });
  const halt = aHalt();
  const mailer: Mailer = {
    send: async (letter) => {
      const { visitId } = letter.key;
      if (visitId === refused.visitId) throw new LetterRefused('smtp_550');
      if (visitId === unlucky.visitId) throw new MailServerAway('smtp_451');
      if (visitId === slow.visitId) await halt.here();
      await noting.send(letter);
    },
  };
  const turns: number[] = [];
  const taken: string[] = [];
  const group = {
    most: 5,
    onTaken: () => void taken.push('more'),
    turn: async (mails: number) => void turns.push(mails),
  };
  const send = makeSendDueMails(depsWith({ mailer, ...group }));
  const sending = send();
  await halt.reached;
  const [next] = await bookedVisits(1);
  const states = () =>
    Promise.all([...booked, next].map(async (visit) => visit && (await confirmationOf(visit))?.state));
  await eventually(async () =>
    expect(await states()).toEqual(['waiting', 'failed', 'waiting', 'stale', 'sent', 'waiting']),
  );
  halt.goOn();
  expect(await sending).toBe(true);
  expect(await send()).toBe(true);
  expect(await send()).toBe(false);
  expect(await states()).toEqual(['sent', 'failed', 'waiting', 'stale', 'sent', 'sent']);
  expect(turns).toEqual([5, 1]);
  expect(taken).toEqual(['more']);
});

test('a turn that cannot be had puts each of its mails back', async () => {
  const booked = await bookedVisits(2);
  const turn = () => Promise.reject(new Error('no turn'));
  await makeSendDueMails(depsWith({ turn, most: 2 }))();
  for (const visit of booked) expect(await confirmationOf(visit)).toMatchObject({ state: 'waiting', attempts: 1 });
  machine.advance({ seconds: 1 });
  await sendAll(makeSendDueMails(depsWith({})));
  expect(sent).toHaveLength(2);
});

test('a mail waits for a collaborator that is away', async () => {
  const [visit] = await bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const deps = depsWith({});
  const down = { ...deps.sources, visit: () => Promise.reject(unavailable('booking_away', 'booking is away')) };
  await makeSendDueMails({ ...deps, sources: down })();
  expect(await confirmationOf(visit)).toMatchObject({ state: 'waiting', attempts: 1 });
  machine.advance({ seconds: 1 });
  await makeSendDueMails(deps)();
  expect(await confirmationOf(visit)).toMatchObject({ state: 'sent', attempts: 2 });
});

test('what is no longer true when it is due is not sent', async () => {
  const [moved, begun] = await bookedVisits(2);
  if (!moved || !begun) throw new Error('no visits');
  visits.set(moved.visitId, { ...moved, scheduleRevision: 2 });
  clock.set(begun.startsAt.toString());
  await sendAll(makeSendDueMails(depsWith({})));
  expect(sent).toEqual([]);
  for (const visit of [moved, begun]) {
    const states = (await findMails(postgres, visit.officeId, visit.visitId)).map((mail) => mail.state);
    expect(states).toEqual(['stale', 'stale']);
  }
});

test('each end is told as an event, once', async () => {
  const [visit] = await bookedVisits(1);
  if (!visit) throw new Error('no visit');
  await sendAll(makeSendDueMails(depsWith({})));
  const cancelled: Visit = { ...visit, state: 'cancelled', scheduleRevision: 2 };
  await record(cancelled, []);
  await record(cancelled, []);
  const events = await postgres.query<{ payload: string; sequence: number }>(
    'SELECT payload, sequence FROM outbox WHERE key = $1 ORDER BY sequence',
    [visit.officeId],
  );
  expect(events.map(({ payload }) => JSON.parse(payload).mail)).toMatchObject([
    { kind: 'MAIL_KIND_CONFIRMATION', state: 'MAIL_STATE_SENT' },
    { kind: 'MAIL_KIND_REMINDER', state: 'MAIL_STATE_STALE' },
  ]);
});

test('a turn comes before the questions: what was cancelled while its mail waited is not sent', async () => {
  const [visit] = await bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const turn = async () => void visits.set(visit.visitId, { ...visit, state: 'cancelled', scheduleRevision: 2 });
  await makeSendDueMails(depsWith({ turn }))();
  expect(sent).toEqual([]);
  expect(await confirmationOf(visit)).toMatchObject({ state: 'stale' });
});

describe('the mail server', () => {
  const mailerAt = (port: number) =>
    openMailer({
      life,
      smtpUrl: `smtp://localhost:${port}`,
      from: 'no-reply@creneau.localhost',
      publicUrl: 'http://localhost:8080',
      connections: 2,
    });
  const listen = (onSocket: (socket: Socket) => void, port = 0): Promise<{ server: Server; port: number }> =>
    new Promise((resolve, reject) => {
      const server = createServer(onSocket);
      server.once('error', reject);
      server.listen(port, 'localhost', () => {
        const address = server.address();
        resolve({ server, port: typeof address === 'object' && address ? address.port : 0 });
      });
    });
  const close = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

  test('away and back: what waited goes out', async () => {
    const { server, port } = await listen(() => undefined);
    await close(server);
    const [visit] = await bookedVisits(1);
    if (!visit) throw new Error('no visit');
    const send = makeSendDueMails(depsWith({ mailer: await mailerAt(port) }));
    await send();
    const [waiting] = await postgres.query('SELECT state, last_error FROM mail WHERE attempts = 1');
    expect(waiting).toEqual({ state: 'waiting', last_error: 'smtp_esocket' });

    const real = new URL(stackVariable('SMTP_URL'));
    const back = await listen((socket) => {
      const onward = connect(Number(real.port), real.hostname);
      socket.pipe(onward).pipe(socket);
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    }, port);
    machine.advance({ seconds: 1 });
    await send();
    expect(await confirmationOf(visit)).toMatchObject({ state: 'sent', attempts: 2 });
    await life.stop();
    await close(back.server);
  });

  test('slow about one recipient holds up none of those that leave with it', async () => {
    const real = new URL(stackVariable('SMTP_URL'));
    const halt = aHalt();
    const { server, port } = await listen((socket) => {
      const onward = connect(Number(real.port), real.hostname);
      onward.pipe(socket);
      socket.on('data', (data) => {
        if (data.toString().includes('lent@exemple.test')) void halt.here().then(() => onward.write(data));
        else onward.write(data);
      });
      socket.on('close', () => onward.destroy());
      for (const end of [socket, onward]) end.on('error', () => undefined);
    });
    const booked = await bookedVisits(3);
    const [slow, ...others] = booked;
    if (!slow) throw new Error('no visits');
    const { sources } = depsWith({});
    const recipient = async (personId: string) => ({
      name: 'Patrick Plisson',
      address: personId === slow.patientId ? 'lent@exemple.test' : 'patrick@exemple.test',
      language: 'fr' as const,
    });
    const mailer = await mailerAt(port);
    const sending = makeSendDueMails(depsWith({ mailer, most: 3, sources: { ...sources, recipient } }))();
    await halt.reached;
    for (const visit of others)
      await eventually(async () => expect(await confirmationOf(visit)).toMatchObject({ state: 'sent' }));
    expect(await confirmationOf(slow)).toMatchObject({ state: 'waiting' });
    halt.goOn();
    await sending;
    expect(await confirmationOf(slow)).toMatchObject({ state: 'sent', attempts: 1 });
    await life.stop();
    await close(server);
  });

  test('that takes the connection and says nothing holds a mail up for seconds, not for ever', async () => {
    const sockets: Socket[] = [];
    const { server, port } = await listen((socket) => void sockets.push(socket));
    const [visit] = await bookedVisits(1);
    if (!visit) throw new Error('no visit');
    const startedMs = performance.now();
    await makeSendDueMails(depsWith({ mailer: await mailerAt(port) }))();
    expect(performance.now() - startedMs).toBeLessThan(8_000);
    expect(await confirmationOf(visit)).toMatchObject({ state: 'waiting', attempts: 1 });
    for (const socket of sockets) socket.destroy();
    await close(server);
  });
});

test('reminders wait for the one clock', async () => {
  const [visit] = await bookedVisits(1);
  const send = makeSendDueMails(depsWith({}));
  await sendAll(send);
  clock.set('2027-01-10T08:14:59Z');
  expect(await send()).toBe(false);
  clock.set('2027-01-10T08:15:00Z');
  await sendAll(send);
  await sendAll(send);
  expect(sent).toEqual([`${visit?.visitId} confirmation`, `${visit?.visitId} reminder`]);
  expect(Temporal.Instant.compare(at('2027-01-10T08:15:00Z'), clock.now())).toBe(0);
});

test('what tells of a change goes out at once, also when the clock has gone back since', async () => {
  const [visit] = await bookedVisits(1);
  clock.advance({ hours: -2 });
  await sendAll(makeSendDueMails(depsWith({})));
  expect(sent).toEqual([`${visit?.visitId} confirmation`]);
});
