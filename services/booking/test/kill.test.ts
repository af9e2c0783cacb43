import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createLogger,
  createTokenVerifier,
  expose,
  Health,
  Life,
  ManualClock,
  openGrpcClient,
  openGrpcServer,
  type RpcClient,
} from '@creneau/chassis';
import {
  aHalt,
  demoPerson,
  eventually,
  freePort,
  freshDatabase,
  type Halt,
  serviceTokenOf,
} from '@creneau/chassis/testing';
import { VisitState } from '@creneau/proto/booking/v1/messages';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import { MIGRATIONS, NINE, NOW, quarter, startScheduling, variable } from './booking-builder';

/** The demo office: its people are in the stack's identity, its settings in the stack's office-config. */
const OFFICE = '11111111-1111-4111-8111-111111111111';
const WAIT_MS = 30_000;
/** A shifted clock looks at its file at most this often: whoever asks it afterwards gets the new time. */
const CLOCK_KEPT_MS = 60;
const log = createLogger('booking-kill-test', 'silent');
const life = new Life(log);
const closers: (() => Promise<unknown>)[] = [];
let running: ChildProcess | undefined;
afterAll(async () => {
  running?.kill('SIGKILL');
  await life.stop();
  for (const close of closers.reverse()) await close();
});

/** Scheduling as booking reaches it: every call goes through to the real one; a claim's answer may be held at a halt. */
const openPassage = async (scheduling: RpcClient<SchedulingServiceService>) => {
  const passage: { halt: Halt | undefined } = { halt: undefined };
  const { claimSlot, releaseClaim, listClaims } = SchedulingServiceService;
  const rule = { from: ['booking'], person: 'nobody' } as const;
  const port = await openGrpcServer(
    { port: 0, life, health: new Health(), log, verifier: createTokenVerifier(variable('OIDC_ISSUER')) },
    expose(
      { claimSlot, releaseClaim, listClaims },
      { claimSlot: rule, releaseClaim: rule, listClaims: rule },
      {
        async claimSlot(request) {
          const answer = await scheduling.claimSlot(request, { timeoutMs: WAIT_MS });
          await passage.halt?.here();
          return answer;
        },
        releaseClaim: (request) => scheduling.releaseClaim(request, { timeoutMs: WAIT_MS }),
        listClaims: (request) => scheduling.listClaims(request, { timeoutMs: WAIT_MS }),
      },
    ),
  );
  return Object.assign(passage, { address: `dns:///localhost:${port}` });
};

/** The service as a process of its own, which can be killed and started again on what it left. */
const openBooking = async (schedulingAddress: string) => {
  const database = await freshDatabase(MIGRATIONS);
  closers.push(database.drop);
  const folder = await mkdtemp(join(tmpdir(), 'creneau-kill-'));
  closers.push(() => rm(folder, { recursive: true }));
  const clockFile = join(folder, 'clock.json');
  const port = await freePort();
  const name = `booking-kill-test-${randomUUID().slice(0, 8)}`;
  const environment = {
    ...process.env,
    LOG_LEVEL: 'fatal',
    DRAIN_DELAY_MS: '0',
    GRPC_PORT: String(port),
    ADMIN_PORT: '',
    OIDC_CLIENT_ID: 'creneau-booking',
    OIDC_CLIENT_SECRET: variable('OIDC_SECRET_BOOKING'),
    DATABASE_URL: database.url,
    SCHEDULING_ADDR: schedulingAddress,
    CLOCK_FILE: clockFile,
  };
  const main = `require('@creneau/chassis').runService('${name}', require('./dist/config').loadConfig, require('./dist/wiring').wire)`;
  const client = await openGrpcClient({
    life,
    definition: BookingServiceService,
    address: `dns:///localhost:${port}`,
    serviceToken: serviceTokenOf('gateway'),
    idempotent: [],
  });
  /** Sets its clock, which runs on from there. */
  const setClock = async (secondsAfterNow: number): Promise<void> => {
    const now = Temporal.Instant.from(NOW).add({ seconds: secondsAfterNow });
    await writeFile(clockFile, JSON.stringify({ offsetMs: now.epochMilliseconds - Date.now() }));
    await sleep(CLOCK_KEPT_MS);
  };
  return {
    client,
    setClock,
    start: async (personToken: string): Promise<void> => {
      running = spawn(process.execPath, ['-e', main], {
        cwd: join(__dirname, '..'),
        env: environment,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      await eventually(() => client.listMyVisits({}, { personToken }), 60_000);
    },
    kill: async (): Promise<void> => {
      const died = once(running as ChildProcess, 'exit');
      running?.kill('SIGKILL');
      await died;
    },
  };
};

test('killed between claim and commit, of a booking and of a move, the service finishes or gives up, and no slot is doubled or stuck', async () => {
  const scheduling = await startScheduling(new ManualClock(NOW));
  closers.push(scheduling.stop);
  await scheduling.planOffice(OFFICE);
  const passage = await openPassage(scheduling.client);
  const booking = await openBooking(passage.address);
  const [patient, other, secretary] = await Promise.all([
    demoPerson('patient4'),
    demoPerson('patient5'),
    demoPerson('secretaire'),
  ]);
  const as = ({ token }: { token: string }) => ({ personToken: token, timeoutMs: WAIT_MS });
  const book = (who: { token: string }, startsAt: Temporal.Instant, idempotencyKey: string = randomUUID()) =>
    booking.client.bookVisit({ officeId: OFFICE, startsAt, reason: '', phone: '', idempotencyKey }, as(who));
  const held = async () =>
    (
      await scheduling.planning.query<{ claim_no: number; at: Temporal.Instant }>(
        `SELECT claim_no, lower(during) AS at FROM claim WHERE office_id = $1 AND state = 'held' ORDER BY lower(during)`,
        [OFFICE],
      )
    ).map(({ claim_no, at }) => [claim_no, at.toString()]);
  /**
   * Kills the service while this call of it has its claim and not yet its commit. What it leaves is from a minute ahead, and
   * the clock is put back: the worker lets it lie until the clock comes there again, however slow the machine is.
   */
  const killDuring = async (call: () => Promise<unknown>): Promise<void> => {
    await booking.setClock(60);
    const claimed = aHalt();
    passage.halt = claimed;
    const attempt = call().then(
      () => 'answered',
      () => 'lost',
    );
    await claimed.reached;
    await booking.kill();
    passage.halt = undefined;
    claimed.goOn();
    expect(await attempt).toBe('lost');
    await booking.setClock(0);
  };

  await booking.setClock(0);
  await booking.start(patient.token);
  const key = randomUUID();
  await killDuring(() => book(patient, NINE, key));
  expect(await held()).toEqual([[1, NINE.toString()]]);

  // The same key gets the answer that the death kept back; nobody else gets the slot.
  await booking.start(patient.token);
  await expect(book(other, NINE)).rejects.toMatchObject({ code: 'slot_taken' });
  const { visit } = await book(patient, NINE, key);
  expect(visit?.facts?.state).toBe(VisitState.BOOKED);
  expect((await book(patient, NINE, key)).visit).toEqual(visit);
  expect(await held()).toEqual([[1, NINE.toString()]]);

  const visitId = visit?.facts?.visitId ?? '';
  const move = { visitId, startsAt: quarter(4), expectedVersion: 0 };
  await killDuring(() => booking.client.moveVisit(move, as(secretary)));
  expect(await held()).toEqual([
    [1, NINE.toString()],
    [2, quarter(4).toString()],
  ]);

  // Both times are the visit's until the worker has finished the move; then the old one is anybody's.
  await booking.start(patient.token);
  await expect(book(other, NINE)).rejects.toMatchObject({ code: 'slot_taken' });
  await expect(book(other, quarter(4))).rejects.toMatchObject({ code: 'slot_taken' });
  await booking.setClock(100);
  await eventually(async () => expect(await held()).toEqual([[2, quarter(4).toString()]]), WAIT_MS);
  const { visits } = await booking.client.listMyVisits({}, as(patient));
  expect(visits.map(({ visit: mine }) => mine?.facts?.startsAt?.toString())).toEqual([quarter(4).toString()]);

  const lateKey = randomUUID();
  await killDuring(() => book(other, NINE, lateKey));
  expect(await held()).toHaveLength(2);

  // Nobody came back for a minute: it is given up, its key says so, and the slot is free.
  await booking.setClock(160);
  await booking.start(patient.token);
  await eventually(async () => expect(await held()).toEqual([[2, quarter(4).toString()]]), WAIT_MS);
  await expect(book(other, NINE, lateKey)).rejects.toMatchObject({ code: 'given_up' });
  await expect(book(other, NINE)).resolves.toMatchObject({ visit: { facts: { state: VisitState.BOOKED } } });
  await booking.kill();
}, 240_000);
