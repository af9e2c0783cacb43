import { randomUUID } from 'node:crypto';
import { createLogger, Life, ManualClock, openGrpcClient, openKnownFreeTime, type RpcClient } from '@creneau/chassis';
import { serviceTokenOf, stoppedAfter } from '@creneau/chassis/testing';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import { createScheduling } from '../src/outbound/scheduling-client';
import type { SlotClaim } from '../src/use-cases/ports';
import { freePort, inTime, NOW, quarter, startScheduling, variable } from './booking-builder';
import { outcomesOf } from './interleaving';

/** What is claimed at once, on its way to the real scheduling. */

const log = createLogger('claims-together-test', 'silent');
const life = new Life(log);
let scheduling: Awaited<ReturnType<typeof startScheduling>>;
let officeId: string;

beforeAll(async () => {
  scheduling = await startScheduling(new ManualClock(NOW));
});
afterAll(async () => {
  await scheduling.stop();
  await life.stop();
});
beforeEach(async () => {
  officeId = await scheduling.planOffice();
});

type Client = RpcClient<SchedulingServiceService>;

/** Which calls were made, with how many claims each. */
const watching = (client: Client) => {
  const calls: number[] = [];
  const watched: Client = {
    ...client,
    claimSlot: (request, options) => {
      calls.push(1);
      return client.claimSlot(request, options);
    },
    claimSlots: (request, options, receive) => {
      calls.push(request.claims.length);
      return client.claimSlots(request, options, receive);
    },
  };
  return { calls, client: watched };
};

const openClaims = async (client: Client = scheduling.client) => {
  const watched = watching(client);
  return {
    calls: watched.calls,
    ...createScheduling(watched.client, await openKnownFreeTime(life, log, variable('REDIS_URL'))),
  };
};
const reach = (address: string, definition = SchedulingServiceService) =>
  openGrpcClient({ life, definition, address, serviceToken: serviceTokenOf('booking'), idempotent: [] });

const aClaim = (change: Partial<SlotClaim> = {}): SlotClaim => ({
  officeId,
  visitId: randomUUID(),
  claimNo: 1,
  startsAt: quarter(0),
  ...change,
});

/** The office's row is locked, as by a change that takes long, until `goOn`. */
const heldUp = async (office: string) => {
  const stopped = stoppedAfter(scheduling.planning, 'FOR UPDATE');
  const done = stopped.postgres.tx((tx) =>
    tx.query('SELECT 1 FROM office_schedule WHERE office_id = $1 FOR UPDATE', [office]),
  );
  await stopped.reached;
  return async () => {
    stopped.goOn();
    await done;
  };
};

test('it is one call, and each is answered for itself', async () => {
  const { calls, claim } = await openClaims();
  await claim(aClaim(), inTime());
  const elsewhere = await scheduling.planOffice();
  const answers = [
    claim(aClaim({ startsAt: quarter(1) }), inTime()),
    claim(aClaim(), inTime()),
    claim(aClaim({ officeId: elsewhere }), inTime()),
    claim(aClaim({ officeId: randomUUID() }), inTime()),
    claim(aClaim({ claimNo: 0 }), inTime()),
  ];
  expect(await outcomesOf(answers)).toEqual([
    'done',
    'slot_taken',
    'done',
    'planning_not_generated',
    'invalid_request',
  ]);
  expect(await answers[0]).toMatchObject({ startsAt: quarter(1), endsAt: quarter(2), tz: 'Europe/Paris' });
  expect(calls).toEqual([1, 5]);
});

test('one whose office is held up holds up no other', async () => {
  const { calls, claim } = await openClaims();
  const elsewhere = await Promise.all([scheduling.planOffice(), scheduling.planOffice()]);
  const free = await heldUp(officeId);
  const hers = claim(aClaim(), inTime());
  const others = elsewhere.map((office) => claim(aClaim({ officeId: office }), inTime()));
  expect(await outcomesOf(others)).toEqual(['done', 'done']);
  expect(calls).toEqual([3]);
  await free();
  expect(await outcomesOf([hers])).toEqual(['done']);
});

test('none waits beyond its own deadline', async () => {
  const { calls, claim } = await openClaims();
  const free = await heldUp(officeId);
  const patient = claim(aClaim(), inTime());
  const hurried = claim(aClaim({ startsAt: quarter(1) }), new Date(Date.now() + 300));
  expect(await outcomesOf([hurried])).toEqual(['timeout']);
  await free();
  expect(await outcomesOf([patient])).toEqual(['done']);
  expect(calls).toEqual([2]);
});

test('a hundred go at once, and the next behind them', async () => {
  const { calls, claim } = await openClaims();
  const offices = await Promise.all(Array.from({ length: 11 }, () => scheduling.planOffice()));
  const claims = offices.flatMap((office) =>
    Array.from({ length: 11 }, (_, index) => claim(aClaim({ officeId: office, startsAt: quarter(index) }), inTime())),
  );
  expect(new Set(await outcomesOf(claims))).toEqual(new Set(['done']));
  expect(calls).toEqual([100, 21]);
});

test('a scheduling that knows no such call is asked for each alone', async () => {
  const { claimSlots } = SchedulingServiceService;
  const before = { ...claimSlots, path: `${claimSlots.path}OfNoService` as typeof claimSlots.path };
  const { calls, claim } = await openClaims(
    await reach(scheduling.address, { ...SchedulingServiceService, claimSlots: before }),
  );
  const answers = [
    claim(aClaim(), inTime()),
    claim(aClaim({ startsAt: quarter(1) }), inTime()),
    claim(aClaim(), inTime()),
  ];
  expect(await outcomesOf(answers)).toEqual(['done', 'done', 'slot_taken']);
  expect(calls).toEqual([3, 1, 1, 1]);
});

test('of one that is away each is told so, and none is asked for alone', async () => {
  const { calls, claim } = await openClaims(await reach(`dns:///localhost:${await freePort()}`));
  const answers = [claim(aClaim(), inTime()), claim(aClaim({ startsAt: quarter(1) }), inTime())];
  expect(await outcomesOf(answers)).toEqual(['unavailable', 'unavailable']);
  expect(calls).toEqual([2]);
});
