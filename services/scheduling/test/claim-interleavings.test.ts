import { randomUUID } from 'node:crypto';
import { type Postgres, sqlState } from '@creneau/chassis';
import { stoppedAfter, untilWaiting } from '@creneau/chassis/testing';
import { heldClaims, insertClaims } from '../src/outbound/postgres/claim-repository';
import { type ClaimSlot, makeClaimSlot } from '../src/use-cases/claim-slot';
import { makePlaceBlock } from '../src/use-cases/place-block';
import { makeReleaseClaim } from '../src/use-cases/release-claim';
import { anOffice, at, openStore } from './planning-builder';

const NINE = at('2027-01-12T08:00:00Z');
const TEN = at('2027-01-12T09:00:00Z');
const WHOLE_DAY = { startS: NINE.epochMilliseconds / 1000 - 3_600, endS: NINE.epochMilliseconds / 1000 + 40_000 };

let store: Awaited<ReturnType<typeof openStore>>;
let officeId: string;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  officeId = await anOffice(store.postgres, store.clock);
});

/** A replica of the service: its own queue, so that only the database stands between two of them. */
const replica = (postgres: Postgres = store.postgres) => ({
  ...store,
  postgres,
  queue: <T>(_: string, work: () => Promise<T>) => work(),
});
type Replica = ReturnType<typeof replica>;

const claim =
  (change: Partial<ClaimSlot> = {}) =>
  (on: Replica = replica()) =>
    makeClaimSlot(on)({ visitId: randomUUID(), claimNo: 1, officeId, start: NINE, overbook: false, ...change });
const release =
  (visitId: string, claimNo = 1) =>
  (on: Replica = replica()) =>
    makeReleaseClaim(on)({ officeId, visitId, claimNo });
const block =
  (...expectedVisitIds: string[]) =>
  (on: Replica = replica()) =>
    makePlaceBlock(on)({ officeId, span: WHOLE_DAY, label: '', placedBy: randomUUID(), expectedVisitIds });

/** The first stops before its commit; the others come one after the other, and wait; then all go on. */
const interleave = async (
  lastStatement: string,
  first: (on: Replica) => Promise<unknown>,
  ...others: ((on: Replica) => Promise<unknown>)[]
): Promise<unknown[]> => {
  const stopped = stoppedAfter(store.postgres, lastStatement);
  const attempts = [first(replica(stopped.postgres))];
  await stopped.reached;
  for (const other of others) {
    attempts.push(other(replica()));
    await untilWaiting(store.postgres, attempts.length - 1);
  }
  stopped.goOn();
  const outcomes = await Promise.allSettled(attempts);
  return outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'done'));
};
const held = async () =>
  (await heldClaims(store.postgres, officeId, WHOLE_DAY)).map(({ visitId, claimNo, lane }) => ({
    visitId,
    claimNo,
    lane,
  }));

describe('a block and a claim', () => {
  test('in this order: the claim that waited behind the block sees it, and is refused', async () => {
    expect(await interleave('outbox-add', block(), claim())).toEqual(['done', 'slot_blocked']);
    expect(await held()).toEqual([]);
  });

  test('in the other: the block that waited behind the claim sees it, and is refused with its visit', async () => {
    const visitId = randomUUID();
    expect(await interleave('claim-insert', claim({ visitId }), block())).toEqual(['done', 'visits_changed']);
    await expect(block()()).rejects.toMatchObject({ details: { visitCount: '1', visitIds: visitId } });
    await expect(block(visitId)()).resolves.toBeDefined();
    expect(await held()).toHaveLength(1);
  });

  test('and the release of its visit: the block that expected the visit is refused, since the visit is gone', async () => {
    const visitId = randomUUID();
    await claim({ visitId })();
    expect(await interleave('claim-release', release(visitId), block(visitId))).toEqual(['done', 'visits_changed']);
    await expect(block()()).resolves.toBeDefined();
  });
});

describe('two claims of one slot', () => {
  test('are served in turn: the second sees the first', async () => {
    expect(await interleave('claim-insert', claim(), claim())).toEqual(['done', 'slot_taken']);
    expect(await held()).toHaveLength(1);
  });

  test('are kept apart by the database itself, should nobody lock the office; the second has it when the first falls', async () => {
    const span = { startS: NINE.epochMilliseconds / 1000, endS: NINE.epochMilliseconds / 1000 + 900 };
    const unlocked = (visitId: string, startS = span.startS, lane = 0) =>
      insertClaims(
        store.postgres,
        [{ visitId, claimNo: 1, officeId, lane, held: true, span: { startS, endS: startS + 900 } }],
        store.clock.now(),
      );
    for (const falls of [false, true]) {
      officeId = await anOffice(store.postgres, store.clock);
      const stopped = stoppedAfter(store.postgres, 'claim-insert');
      const first = stopped.postgres.tx(async (tx) => {
        await insertClaims(
          tx,
          [{ visitId: randomUUID(), claimNo: 1, officeId, lane: 0, held: true, span }],
          store.clock.now(),
        );
        if (falls) throw new Error('fell');
      });
      await stopped.reached;
      const second = unlocked(randomUUID(), span.startS + 300).then(() => '', sqlState);
      await untilWaiting(store.postgres);
      stopped.goOn();
      await (falls ? expect(first).rejects.toThrow('fell') : first);
      expect(await second).toBe(falls ? '' : '23P01');
      expect(await held()).toHaveLength(1);
    }
    await unlocked(randomUUID(), span.startS + 300, 1);
    await unlocked(randomUUID(), span.startS + 1_200);
    expect(await held()).toHaveLength(3);
  });
});

describe('claims of several offices at once', () => {
  test('are taken together; the one whose office is being blocked waits alone, and sees the block', async () => {
    const offices = await Promise.all(Array.from({ length: 3 }, () => anOffice(store.postgres, store.clock)));
    const stopped = stoppedAfter(store.postgres, 'outbox-add');
    const blocking = block()(replica(stopped.postgres));
    await stopped.reached;
    const on = replica();
    let transactions = 0;
    const counting: Postgres = {
      ...on.postgres,
      tx: (work, options) => {
        transactions += 1;
        return on.postgres.tx(work, options);
      },
    };
    const take = makeClaimSlot({ ...on, postgres: counting });
    const visits = [officeId, ...offices].map((office) => ({ visitId: randomUUID(), officeId: office }));
    const ask = () => visits.map((visit) => take({ ...visit, claimNo: 1, start: NINE, overbook: false }));
    const [waiting, ...others] = ask();
    expect(await Promise.all(others)).toMatchObject(visits.slice(1).map((visit) => ({ claim: { ...visit, lane: 0 } })));
    expect(transactions).toBeLessThanOrEqual(2);
    stopped.goOn();
    await blocking;
    await expect(waiting).rejects.toMatchObject({ code: 'slot_blocked' });
    // Repeated all at once: who has it is answered the same, who was refused is refused.
    const [refused, ...same] = await Promise.allSettled(ask());
    expect(refused).toMatchObject({ reason: { code: 'slot_blocked' } });
    expect(same).toMatchObject(visits.slice(1).map((visit) => ({ value: { claim: { ...visit, lane: 0 } } })));
  });
});

test.each([1, 3])(
  'of %d claims at once the answer to the commit is lost: each is held once, and told to whom it is',
  async (count) => {
    const officeIds = await Promise.all(Array.from({ length: count }, () => anOffice(store.postgres, store.clock)));
    let lost = 0;
    const losing: Postgres = {
      ...store.postgres,
      tx: async (work, options) => {
        const answer = await store.postgres.tx(work, options);
        if (lost > 0) return answer;
        lost = Array.isArray(answer) ? answer.length : 0;
        throw new Error('the connection was lost');
      },
    };
    const on = { ...replica(losing), freeTimeChanged: () => undefined };
    const take = makeClaimSlot(on);
    const cmds = officeIds.map((id) => ({
      visitId: randomUUID(),
      claimNo: 1,
      officeId: id,
      start: NINE,
      overbook: false,
    }));
    const claims = await Promise.allSettled(cmds.map(take));
    expect(lost).toBe(count);
    // One that came alone is told that its answer was lost, and asks again.
    if (count === 1)
      expect(claims).toMatchObject([{ status: 'rejected', reason: { message: 'the connection was lost' } }]);
    else
      expect(claims).toMatchObject(cmds.map(({ visitId }) => ({ status: 'fulfilled', value: { claim: { visitId } } })));
    for (const cmd of cmds) {
      await expect(take(cmd)).resolves.toMatchObject({ claim: { visitId: cmd.visitId, lane: 0 } });
      expect(await heldClaims(store.postgres, cmd.officeId, WHOLE_DAY)).toMatchObject([{ visitId: cmd.visitId }]);
    }
  },
);

describe('claims of several offices at once, one of which is refused', () => {
  test('change the free time of the others alone', async () => {
    const other = await anOffice(store.postgres, store.clock);
    await claim()();
    const changed: string[] = [];
    const take = makeClaimSlot({ ...replica(), freeTimeChanged: (office) => changed.push(office) });
    const outcomes = await Promise.allSettled(
      [officeId, other].map((office) =>
        take({ visitId: randomUUID(), claimNo: 1, officeId: office, start: NINE, overbook: false }),
      ),
    );
    expect(outcomes).toMatchObject([{ reason: { code: 'slot_taken' } }, { status: 'fulfilled' }]);
    expect(changed).toEqual([other]);
  });
});

describe("a patient's claim beside a staff override", () => {
  test('first: the override that waited gets a lane of its own', async () => {
    const [patient, override] = [randomUUID(), randomUUID()];
    const outcomes = await interleave(
      'claim-insert',
      claim({ visitId: patient }),
      claim({ visitId: override, overbook: true }),
    );
    expect(outcomes).toEqual(['done', 'done']);
    expect(await held()).toEqual([
      { visitId: patient, claimNo: 1, lane: 0 },
      { visitId: override, claimNo: 1, lane: 1 },
    ]);
  });

  test('second: it is refused, though lane 0 was freed while it waited', async () => {
    const [first, override] = [randomUUID(), randomUUID()];
    await claim({ visitId: first })();
    const outcomes = await interleave(
      'claim-insert',
      claim({ visitId: override, overbook: true }),
      release(first),
      claim(),
    );
    expect(outcomes).toEqual(['done', 'done', 'slot_taken']);
    expect(await held()).toEqual([{ visitId: override, claimNo: 1, lane: 1 }]);
  });

  test('twice at once: each override has its lane', async () => {
    await claim()();
    const override = claim({ overbook: true });
    expect(await interleave('claim-insert', override, claim({ overbook: true }))).toEqual(['done', 'done']);
    expect((await held()).map(({ lane }) => lane)).toEqual([0, 1, 2]);
  });
});

describe('a claim and its release', () => {
  test('that overtook it: the claim that waited finds itself released', async () => {
    const visitId = randomUUID();
    const outcomes = await interleave('claim-release', release(visitId), claim({ visitId }));
    expect(outcomes).toEqual(['done', 'claim_released']);
    expect(await held()).toEqual([]);
    await expect(claim()()).resolves.toBeDefined();
  });

  test('right behind it: what was just taken is free', async () => {
    const visitId = randomUUID();
    expect(await interleave('claim-insert', claim({ visitId }), release(visitId))).toEqual(['done', 'done']);
    expect(await held()).toEqual([]);
  });

  test('sent twice at once is one claim, and both are answered', async () => {
    const visitId = randomUUID();
    expect(await interleave('claim-insert', claim({ visitId }), claim({ visitId }))).toEqual(['done', 'done']);
    expect(await held()).toEqual([{ visitId, claimNo: 1, lane: 0 }]);
  });

  test('of an earlier number leaves the later one alone, in whichever order they come', async () => {
    for (const releaseFirst of [true, false]) {
      officeId = await anOffice(store.postgres, store.clock);
      const visitId = randomUUID();
      await claim({ visitId })();
      await claim({ visitId, claimNo: 2, start: TEN })();
      const again = claim({ visitId, claimNo: 3 });
      const outcomes = await (releaseFirst
        ? interleave('claim-release', release(visitId), again)
        : interleave('claim-insert', again, release(visitId)));
      expect(outcomes).toEqual(['done', 'done']);
      expect(await held()).toEqual([
        { visitId, claimNo: 3, lane: 0 },
        { visitId, claimNo: 2, lane: 0 },
      ]);
    }
  });
});
