import { eventually, stackVariable } from '@creneau/chassis/testing';
import { SMTPServer } from 'smtp-server';
import { type Attempt, book, freeSlots, giveBack } from './bookings';
import { ask, faults } from './stack';

/** What the mail server says to a sender and to each recipient; undefined is yes. */
interface Mood {
  sender(): string | undefined;
  recipient(address: string): string | undefined;
}

const willing: Mood = { sender: () => undefined, recipient: () => undefined };
let mood = willing;
/** Message-IDs that were taken, each as often as it was. */
const taken: string[] = [];
const attempts: Attempt[] = [];

const saying = (words: string | undefined): Error | undefined =>
  words === undefined
    ? undefined
    : Object.assign(new Error(words.slice(4)), { responseCode: Number(words.slice(0, 3)) });

/** A real mail server on the catcher's own port, which can refuse. */
const openServer = async (): Promise<SMTPServer> => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onMailFrom: (_, __, done) => done(saying(mood.sender())),
    onRcptTo: ({ address }, _, done) => done(saying(mood.recipient(address))),
    onData: (stream, _, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        taken.push(/^Message-ID:\s*<([^>]+)>/im.exec(Buffer.concat(parts).toString())?.[1] ?? '');
        done();
      });
    },
  });
  // A client that goes away in the middle is no fault of the server's.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(Number(new URL(stackVariable('SMTP_URL')).port), resolve));
  return server;
};

const bookOne = async (login: string): Promise<string> => {
  const [startsAt = ''] = await freeSlots(1);
  const attempt = await book(login, startsAt, false);
  attempts.push(attempt);
  if (!attempt.appointmentId) throw new Error(`${login} could not book: ${attempt.answers[0]?.code}`);
  return attempt.appointmentId;
};

interface Logged {
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
}

const confirmationOf = async (visitId: string): Promise<Logged | undefined> => {
  const rows = await ask<Logged>(
    'notification',
    `SELECT state, attempts, last_error AS error FROM mail WHERE visit_id = $1 AND kind = 'confirmation'`,
    [visitId],
  );
  return rows[0];
};
const times = (visitId: string): number => taken.filter((id) => id.startsWith(`${visitId}.`)).length;
const isWaiting = (visitId: string, error: RegExp) =>
  eventually(async () => {
    const mail = await confirmationOf(visitId);
    expect(mail).toMatchObject({ state: 'waiting', error: expect.stringMatching(error) });
  }, 30_000);

let server: SMTPServer;
let mend: () => Promise<void>;
beforeAll(async () => {
  mend = await faults.away('mail', 'SIGTERM');
  server = await openServer();
}, 60_000);
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await mend();
  await giveBack(attempts);
}, 90_000);

test('one recipient that is refused for good stops nobody else’s mail', async () => {
  mood = { ...willing, recipient: (address) => (address.startsWith('patient3@') ? '550 no such mailbox' : undefined) };
  const refused = await bookOne('patient3');
  const others = [await bookOne('patient2'), await bookOne('patient4')];
  await eventually(() => expect(others.map(times)).toEqual([1, 1]), 30_000);
  await eventually(async () =>
    expect(await confirmationOf(refused)).toMatchObject({ state: 'failed', error: 'smtp_550' }),
  );
}, 60_000);

test('a mail server that refuses all, or is gone, loses no mail: each goes out once when it is well again', async () => {
  mood = { ...willing, recipient: () => '451 try again later' };
  const first = await bookOne('patient2');
  await isWaiting(first, /^smtp_451$/);

  mood = { ...willing, sender: () => '550 this sender may not' };
  const second = await bookOne('patient4');
  await isWaiting(second, /^smtp_550$/);

  await new Promise<void>((resolve) => server.close(resolve));
  const third = await bookOne('patient5');
  await isWaiting(third, /^smtp_/);

  mood = willing;
  server = await openServer();
  await eventually(async () => {
    for (const visit of [first, second, third]) expect(await confirmationOf(visit)).toMatchObject({ state: 'sent' });
  }, 60_000);
  expect([first, second, third].map(times)).toEqual([1, 1, 1]);
}, 150_000);
