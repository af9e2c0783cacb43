import { unavailable } from '@creneau/chassis';
import { aHalt, eventually } from '@creneau/chassis/testing';
import { findMails } from '../src/outbound/postgres/mail-repository';
import { LetterRefused, type Mailer, MailServerAway, type Visit } from '../src/use-cases/ports';
import { makeSendDueMails } from '../src/use-cases/send-due-mails';
import { at } from './builders';
import { openSenders, type Senders, sendAll } from './senders';

let on: Senders;
beforeEach(async () => {
  on = await openSenders();
});
afterEach(() => on.close());

test('senders that work at the same time send each mail once', async () => {
  const booked = await on.bookedVisits(40);
  await Promise.all([1, 2, 3, 4, 5, 6].map((most) => sendAll(makeSendDueMails(on.depsWith({ most })))));
  expect(on.sent.sort()).toEqual(booked.map(({ visitId }) => `${visitId} confirmation`).sort());
});

test('a mail whose sender died is taken over when its lease has ended, and not before', async () => {
  const [visit] = await on.bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const dies = makeSendDueMails(on.depsWith({ mailer: { send: () => new Promise(() => undefined) } }));
  void dies();
  await eventually(async () => expect((await on.confirmationOf(visit))?.attempts).toBe(1));

  const survivor = makeSendDueMails(on.depsWith({}));
  on.machine.advance({ seconds: 179 });
  expect(await survivor()).toBe(false);
  on.machine.advance({ seconds: 1 });
  expect(await survivor()).toBe(true);
  expect(on.sent).toEqual([`${visit.visitId} confirmation`]);
  expect(await on.confirmationOf(visit)).toMatchObject({ state: 'sent', attempts: 2 });
});

test('a shift of the one clock does not end a lease', async () => {
  await on.bookedVisits(1);
  const hangs = makeSendDueMails(on.depsWith({ mailer: { send: () => new Promise(() => undefined) } }));
  void hangs();
  await eventually(async () =>
    expect(await on.postgres.query('SELECT 1 FROM mail WHERE leased_by IS NOT NULL')).toHaveLength(1),
  );
  on.clock.advance({ hours: 24 });
  expect(await makeSendDueMails(on.depsWith({}))()).toBe(false);
});

test('a mail that cannot be sent waits longer each time, and the others go out meanwhile', async () => {
  const [unlucky, ...lucky] = await on.bookedVisits(4);
  let away = true;
  const mailer: Mailer = {
    send: async (letter) => {
      if (away && letter.key.visitId === unlucky?.visitId) throw new MailServerAway('smtp_451');
      await on.noting.send(letter);
    },
  };
  const send = makeSendDueMails(on.depsWith({ mailer }));
  await sendAll(send);
  expect(on.sent).toHaveLength(lucky.length);
  for (const pauseS of [1, 2, 4, 8]) {
    on.machine.advance({ milliseconds: pauseS * 1_000 - 1 });
    expect(await send()).toBe(false);
    on.machine.advance({ milliseconds: 1 });
    expect(await send()).toBe(true);
  }
  away = false;
  on.machine.advance({ seconds: 16 });
  await sendAll(send);
  expect(unlucky && (await on.confirmationOf(unlucky))).toMatchObject({ state: 'sent', attempts: 6 });
});

test('of mails that leave together each comes to its own end, and a slow one holds up none', async () => {
  const booked = await on.bookedVisits(5);
  const [slow, refused, unlucky, moved, fine] = booked;
  if (!slow || !refused || !unlucky || !moved || !fine) throw new Error('too few visits');
  on.visits.set(moved.visitId, { ...moved, scheduleRevision: 2 });
  const halt = aHalt();
  const mailer: Mailer = {
    send: async (letter) => {
      const { visitId } = letter.key;
      if (visitId === refused.visitId) throw new LetterRefused('smtp_550');
      if (visitId === unlucky.visitId) throw new MailServerAway('smtp_451');
      if (visitId === slow.visitId) await halt.here();
      await on.noting.send(letter);
    },
  };
  const turns: number[] = [];
  const taken: string[] = [];
  const group = {
    most: 5,
    onTaken: () => void taken.push('more'),
    turn: async (mails: number) => void turns.push(mails),
  };
  const send = makeSendDueMails(on.depsWith({ mailer, ...group }));
  const sending = send();
  await halt.reached;
  const [next] = await on.bookedVisits(1);
  const states = () =>
    Promise.all([...booked, next].map(async (visit) => visit && (await on.confirmationOf(visit))?.state));
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
  const booked = await on.bookedVisits(2);
  const turn = () => Promise.reject(new Error('no turn'));
  await makeSendDueMails(on.depsWith({ turn, most: 2 }))();
  for (const visit of booked) expect(await on.confirmationOf(visit)).toMatchObject({ state: 'waiting', attempts: 1 });
  on.machine.advance({ seconds: 1 });
  await sendAll(makeSendDueMails(on.depsWith({})));
  expect(on.sent).toHaveLength(2);
});

test('a mail waits for a collaborator that is away', async () => {
  const [visit] = await on.bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const deps = on.depsWith({});
  const down = { ...deps.sources, visit: () => Promise.reject(unavailable('booking_away', 'booking is away')) };
  await makeSendDueMails({ ...deps, sources: down })();
  expect(await on.confirmationOf(visit)).toMatchObject({ state: 'waiting', attempts: 1 });
  on.machine.advance({ seconds: 1 });
  await makeSendDueMails(deps)();
  expect(await on.confirmationOf(visit)).toMatchObject({ state: 'sent', attempts: 2 });
});

test('what is no longer true when it is due is not sent', async () => {
  const [moved, begun] = await on.bookedVisits(2);
  if (!moved || !begun) throw new Error('no visits');
  on.visits.set(moved.visitId, { ...moved, scheduleRevision: 2 });
  on.clock.set(begun.startsAt.toString());
  await sendAll(makeSendDueMails(on.depsWith({})));
  expect(on.sent).toEqual([]);
  for (const visit of [moved, begun]) {
    const states = (await findMails(on.postgres, visit.officeId, visit.visitId)).map((mail) => mail.state);
    expect(states).toEqual(['stale', 'stale']);
  }
});

test('each end is told as an event, once', async () => {
  const [visit] = await on.bookedVisits(1);
  if (!visit) throw new Error('no visit');
  await sendAll(makeSendDueMails(on.depsWith({})));
  const cancelled: Visit = { ...visit, state: 'cancelled', scheduleRevision: 2 };
  await on.record(cancelled, []);
  await on.record(cancelled, []);
  const events = await on.postgres.query<{ payload: string; sequence: number }>(
    'SELECT payload, sequence FROM outbox WHERE key = $1 ORDER BY sequence',
    [visit.officeId],
  );
  expect(events.map(({ payload }) => JSON.parse(payload).mail)).toMatchObject([
    { kind: 'MAIL_KIND_CONFIRMATION', state: 'MAIL_STATE_SENT' },
    { kind: 'MAIL_KIND_REMINDER', state: 'MAIL_STATE_STALE' },
  ]);
});

test('a turn comes before the questions: what was cancelled while its mail waited is not sent', async () => {
  const [visit] = await on.bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const turn = async () => void on.visits.set(visit.visitId, { ...visit, state: 'cancelled', scheduleRevision: 2 });
  await makeSendDueMails(on.depsWith({ turn }))();
  expect(on.sent).toEqual([]);
  expect(await on.confirmationOf(visit)).toMatchObject({ state: 'stale' });
});

test('reminders wait for the one clock', async () => {
  const [visit] = await on.bookedVisits(1);
  const send = makeSendDueMails(on.depsWith({}));
  await sendAll(send);
  on.clock.set('2027-01-10T08:14:59Z');
  expect(await send()).toBe(false);
  on.clock.set('2027-01-10T08:15:00Z');
  await sendAll(send);
  await sendAll(send);
  expect(on.sent).toEqual([`${visit?.visitId} confirmation`, `${visit?.visitId} reminder`]);
  expect(Temporal.Instant.compare(at('2027-01-10T08:15:00Z'), on.clock.now())).toBe(0);
});

test('what tells of a change goes out at once, also when the clock has gone back since', async () => {
  const [visit] = await on.bookedVisits(1);
  on.clock.advance({ hours: -2 });
  await sendAll(makeSendDueMails(on.depsWith({})));
  expect(on.sent).toEqual([`${visit?.visitId} confirmation`]);
});
