import { connect, createServer, type Server, type Socket } from 'node:net';
import { aHalt, eventually, stackVariable } from '@creneau/chassis/testing';
import { makeSendDueMails } from '../src/use-cases/send-due-mails';
import { openSenders, type Senders } from './senders';

/** Senders beside a mail server that does not do as it should, or the stack's own behind a line that does not. */

let on: Senders;
beforeEach(async () => {
  on = await openSenders();
});
afterEach(() => on.close());

const mailerAt = (port: number, connections?: number) => on.openMailerAt(`smtp://localhost:${port}`, connections);
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

test('a mail server that is away and back: what waited goes out', async () => {
  const { server, port } = await listen(() => undefined);
  await close(server);
  const [visit] = await on.bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const send = makeSendDueMails(on.depsWith({ mailer: await mailerAt(port) }));
  await send();
  const [waiting] = await on.postgres.query('SELECT state, last_error FROM mail WHERE attempts = 1');
  expect(waiting).toEqual({ state: 'waiting', last_error: 'smtp_esocket' });

  const real = new URL(stackVariable('SMTP_URL'));
  const back = await listen((socket) => {
    const onward = connect(Number(real.port), real.hostname);
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  }, port);
  on.machine.advance({ seconds: 1 });
  await send();
  expect(await on.confirmationOf(visit)).toMatchObject({ state: 'sent', attempts: 2 });
  await on.life.stop();
  await close(back.server);
});

test('a mail server that is slow about some recipients holds up none of those that leave with them', async () => {
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
  const [quick, ...slow] = await on.bookedVisits(3);
  if (!quick) throw new Error('no visits');
  const recipient = async (personId: string) => ({
    name: 'Patrick Plisson',
    address: personId === quick.patientId ? 'patrick@exemple.test' : 'lent@exemple.test',
    language: 'fr' as const,
  });
  const { sources } = on.depsWith({});
  const mailer = await mailerAt(port, 3);
  const sending = makeSendDueMails(on.depsWith({ mailer, most: 3, sources: { ...sources, recipient } }))();
  await eventually(async () => expect(await on.confirmationOf(quick)).toMatchObject({ state: 'sent' }));
  await halt.reached;
  for (const visit of slow) expect(await on.confirmationOf(visit)).toMatchObject({ state: 'waiting' });
  halt.goOn();
  await sending;
  for (const visit of slow) expect(await on.confirmationOf(visit)).toMatchObject({ state: 'sent', attempts: 1 });
  await on.life.stop();
  await close(server);
});

test('a mail server that takes the connection and says nothing holds a mail up for seconds, not for ever', async () => {
  const sockets: Socket[] = [];
  const { server, port } = await listen((socket) => void sockets.push(socket));
  const [visit] = await on.bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const startedMs = performance.now();
  await makeSendDueMails(on.depsWith({ mailer: await mailerAt(port) }))();
  expect(performance.now() - startedMs).toBeLessThan(8_000);
  expect(await on.confirmationOf(visit)).toMatchObject({ state: 'waiting', attempts: 1 });
  for (const socket of sockets) socket.destroy();
  await close(server);
});
