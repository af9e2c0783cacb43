import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { aHalt, eventually, type Halt, stackVariable } from '@creneau/chassis/testing';
import type { Deps, Mailer, Visit } from '../src/use-cases/ports';
import { makeSendDueMails } from '../src/use-cases/send-due-mails';
import { openSenders, type Senders } from './senders';
import { mailsFor } from './stage';

/*
 * A sender that dies is one that never goes on from where it stands: what it did is done, what it held it holds until its
 * lease ends. The mail server is the stack's own catcher.
 */
const address = (): string => `${randomBytes(6).toString('hex')}@exemple.test`;

let on: Senders;
let mailer: Mailer;
let visit: Visit;
let patient: string;
/** What dead senders stand at. */
let graves: Halt[];
/** How they end once they go on. */
let ends: Promise<unknown>[];

beforeEach(async () => {
  on = await openSenders();
  mailer = await on.openMailerAt(stackVariable('SMTP_URL'));
  patient = address();
  graves = [];
  ends = [];
  const [booked] = await on.bookedVisits(1);
  if (!booked) throw new Error('no visit');
  visit = booked;
});
afterEach(async () => {
  for (const grave of graves) grave.goOn();
  // Before the database goes: one that still had to mark a mail would try for ever.
  await Promise.all(ends);
  await on.close();
});

const depsWith = (change: Partial<Deps>): Deps => {
  const recipient = async () => ({ name: 'Patrick Plisson', address: patient, language: 'fr' as const });
  return on.depsWith({ mailer, sources: { ...on.depsWith({}).sources, recipient }, ...change });
};
/** A sender that dies where `deps` has it stand. */
const dies = async (deps: (grave: Halt) => Partial<Deps>): Promise<void> => {
  const grave = aGrave();
  ends.push(makeSendDueMails(depsWith(deps(grave)))().catch(() => undefined));
  await grave.reached;
};
const aGrave = (): Halt => {
  const grave = aHalt();
  graves.push(grave);
  return grave;
};
const survivor = (): Promise<boolean> => makeSendDueMails(depsWith({}))();
const endOfLease = (): void => on.machine.advance({ seconds: 180 });
const logged = () => on.confirmationOf(visit);
const messageIds = async (): Promise<(string | undefined)[]> =>
  (await mailsFor(patient)).map(({ headers }) => headers['message-id']);
const ours = () => `<${visit.visitId}.1.confirmation@localhost>`;
/** The catcher may show a mail a moment after it said yes. */
const waitForMails = (count: number) =>
  eventually(async () => expect(await messageIds()).toEqual(Array.from({ length: count }, ours)));

test('a sender that dies before it asks what to write leaves the mail to the next, who sends it once', async () => {
  await dies((grave) => ({
    sources: { ...depsWith({}).sources, visit: async () => grave.here().then(() => undefined) },
  }));
  expect(await survivor()).toBe(false);
  endOfLease();
  expect(await survivor()).toBe(true);
  await waitForMails(1);
  expect(await logged()).toMatchObject({ state: 'sent', attempts: 2 });
});

test('a sender that dies in the middle of SMTP has sent nothing; the next sends it once', async () => {
  const { port, close, silent } = await openHangingProxy();
  const hanging = await on.openMailerAt(`smtp://localhost:${port}`);
  ends.push(makeSendDueMails(depsWith({ mailer: hanging }))().catch(() => undefined));
  await silent;
  expect(await survivor()).toBe(false);
  endOfLease();
  expect(await survivor()).toBe(true);
  await waitForMails(1);
  expect(await logged()).toMatchObject({ state: 'sent', attempts: 2 });
  await close();
});

test('a sender that dies between the mail server’s yes and its mark is the one that sends twice, under one Message-ID', async () => {
  await dies((grave) => ({
    mailer: {
      send: async (letter) => {
        await mailer.send(letter);
        await grave.here();
      },
    },
  }));
  await waitForMails(1);
  expect(await logged()).toMatchObject({ state: 'waiting' });
  expect(await survivor()).toBe(false);
  endOfLease();
  expect(await survivor()).toBe(true);
  await waitForMails(2);
  expect(await survivor()).toBe(false);
  expect(await logged()).toMatchObject({ state: 'sent', attempts: 2 });
});

test('a sender that dies in its mark’s transaction has not marked; one that dies after it has, and nothing goes out again', async () => {
  const marking = aGrave();
  const dying = dies((grave) => ({
    postgres: {
      ...on.postgres,
      tx: async (work) => {
        const marked = on.postgres.tx(async (tx) => {
          await work(tx);
          await marking.here();
          throw new Error('killed');
        });
        await marked.catch(() => grave.here());
        return on.postgres.tx(work);
      },
    },
  }));
  await marking.reached;
  await waitForMails(1);
  expect(await logged()).toMatchObject({ state: 'waiting' });
  endOfLease();
  // The dead one's session goes with its process, and with it the row's lock.
  marking.goOn();
  await dying;
  expect(await survivor()).toBe(true);
  await waitForMails(2);
  endOfLease();
  endOfLease();
  expect(await survivor()).toBe(false);
  expect(await messageIds()).toHaveLength(2);
  expect(await logged()).toMatchObject({ state: 'sent' });
});

test('a sender that outlives its lease neither sends nor marks what the next has settled', async () => {
  const halt = aGrave();
  const slow = makeSendDueMails(
    depsWith({
      sources: {
        ...depsWith({}).sources,
        office: async () => {
          await halt.here();
          throw new Error('the office could not be asked');
        },
      },
    }),
  )();
  await halt.reached;
  endOfLease();
  expect(await survivor()).toBe(true);
  await waitForMails(1);
  const settled = await logged();
  halt.goOn();
  await slow;
  expect(await logged()).toEqual(settled);
  endOfLease();
  expect(await survivor()).toBe(false);
  expect(await messageIds()).toEqual([ours()]);
});

test('a visit that changes while its mail waits for a dead sender gets no mail that is no longer true', async () => {
  await dies((grave) => ({
    sources: { ...depsWith({}).sources, visit: async () => grave.here().then(() => undefined) },
  }));
  on.visits.set(visit.visitId, { ...visit, state: 'cancelled', scheduleRevision: 2 });
  endOfLease();
  expect(await survivor()).toBe(true);
  expect(await logged()).toMatchObject({ state: 'stale' });
  expect(await messageIds()).toEqual([]);
});

/** The stack's mail server, behind a line that goes dead when the letter itself is to be sent. */
const openHangingProxy = async (): Promise<{ port: number; silent: Promise<void>; close: () => Promise<void> }> => {
  const real = new URL(stackVariable('SMTP_URL'));
  const halt = aHalt();
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    const onward = connect(Number(real.port), real.hostname);
    sockets.push(socket, onward);
    for (const end of [socket, onward]) end.on('error', () => undefined);
    onward.pipe(socket);
    socket.on('data', (data) => {
      // The client sends it in one go with the envelope.
      if (/^DATA/m.test(data.toString())) void halt.here();
      else onward.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    silent: halt.reached,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
