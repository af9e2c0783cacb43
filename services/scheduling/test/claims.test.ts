import { randomUUID } from 'node:crypto';
import { heldClaims } from '../src/outbound/postgres/claim-repository';
import { makeClaimSlot } from '../src/use-cases/claim-slot';
import { makeLiftBlock, makePlaceBlock } from '../src/use-cases/place-block';
import { makeReadPlanning } from '../src/use-cases/read-planning';
import { makeReleaseClaim } from '../src/use-cases/release-claim';
import { anOffice, at, openStore } from './planning-builder';

const NINE = at('2027-01-12T08:00:00Z');
const QUARTER_PAST = at('2027-01-12T08:15:00Z');
const WHOLE_DAY = { startS: NINE.epochMilliseconds / 1000 - 3_600, endS: NINE.epochMilliseconds / 1000 + 40_000 };

let store: Awaited<ReturnType<typeof openStore>>;
let officeId: string;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  store.clock.set('2027-01-11T07:00:00Z');
  officeId = await anOffice(store.postgres, store.clock);
});

const claim = (change: Partial<Parameters<ReturnType<typeof makeClaimSlot>>[0]> = {}) =>
  makeClaimSlot(store)({ visitId: randomUUID(), claimNo: 1, officeId, start: NINE, overbook: false, ...change });
const release = (visitId: string, claimNo = 1) => makeReleaseClaim(store)({ officeId, visitId, claimNo });
const freeStarts = async (): Promise<number[]> => {
  const date = Temporal.PlainDate.from('2027-01-12');
  const { days } = await makeReadPlanning(store).availability(officeId, date, date);
  return days.flatMap((day) => day.free.map((slot) => slot.startS));
};

describe('a claim', () => {
  test('takes a free slot, which is then no longer offered', async () => {
    expect(await freeStarts()).toHaveLength(28);
    await claim();
    expect(await freeStarts()).not.toContain(NINE.epochMilliseconds / 1000);
    expect(await freeStarts()).toHaveLength(27);
  });

  test('is won by one of fifty who ask at the same instant', async () => {
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => claim()));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(new Set(refusals)).toEqual(new Set(['slot_taken']));
    expect(await heldClaims(store.postgres, officeId, WHOLE_DAY)).toHaveLength(1);
  });

  test('is won by one of twenty even where every request comes through a process of its own', async () => {
    const apart = { ...store, queue: <T>(_: string, work: () => Promise<T>) => work() };
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        makeClaimSlot(apart)({ visitId: randomUUID(), claimNo: 1, officeId, start: NINE, overbook: false }),
      ),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await heldClaims(store.postgres, officeId, WHOLE_DAY)).toHaveLength(1);
  });

  test('answers the same when it is repeated', async () => {
    const visitId = randomUUID();
    const first = await claim({ visitId });
    expect(await claim({ visitId })).toEqual(first);
  });

  test('keeps its time: the same number for another start is refused', async () => {
    const visitId = randomUUID();
    await claim({ visitId });
    await expect(claim({ visitId, start: QUARTER_PAST })).rejects.toMatchObject({ code: 'claim_mismatch' });
  });

  test('fails when it arrives after its release', async () => {
    const visitId = randomUUID();
    await release(visitId);
    await expect(claim({ visitId })).rejects.toMatchObject({ code: 'claim_released' });
    expect(await freeStarts()).toHaveLength(28);
  });

  test('is free again for others once released, and releasing twice is harmless', async () => {
    const visitId = randomUUID();
    await claim({ visitId });
    await release(visitId);
    await release(visitId);
    await expect(claim()).resolves.toBeDefined();
  });

  test.each([
    ['off the grid', '2027-01-12T08:07:00Z', 'slot_off_grid'],
    ['at noon', '2027-01-12T11:30:00Z', 'slot_off_grid'],
    ['on a Sunday', '2027-01-17T09:00:00Z', 'slot_off_grid'],
    ['in the past', '2027-01-11T06:45:00Z', 'slot_past'],
    ['beyond the window', '2027-06-01T08:00:00Z', 'slot_beyond_window'],
  ])('%s is refused', async (_, start, code) => {
    await expect(claim({ start: at(start) })).rejects.toMatchObject({ code });
  });

  test('of an office without planning is refused', async () => {
    await expect(claim({ officeId: randomUUID() })).rejects.toMatchObject({ code: 'planning_not_generated' });
  });

  test('of a move may overlap the visit’s own old time, and frees it only by its release', async () => {
    const visitId = randomUUID();
    await claim({ visitId });
    await claim({ visitId, claimNo: 2, start: QUARTER_PAST });
    await expect(claim()).rejects.toMatchObject({ code: 'slot_taken' });
    await release(visitId, 1);
    await expect(claim()).resolves.toBeDefined();
    await expect(claim({ start: QUARTER_PAST })).rejects.toMatchObject({ code: 'slot_taken' });
  });

  test('of a patient needs every lane free, also beside a staff override whose lane 0 was released', async () => {
    const first = randomUUID();
    await claim({ visitId: first });
    const { claim: beside } = await claim({ overbook: true });
    expect(beside.lane).toBe(1);
    await release(first);
    await expect(claim()).rejects.toMatchObject({ code: 'slot_taken' });
  });
});

describe('a block', () => {
  const span = { startS: NINE.epochMilliseconds / 1000, endS: NINE.epochMilliseconds / 1000 + 3_600 };
  const place = (expectedVisitIds: string[] = []) =>
    makePlaceBlock(store)({ officeId, span, label: 'congés', placedBy: randomUUID(), expectedVisitIds });

  test('takes its slots away and gives them back when lifted', async () => {
    const block = await place();
    expect(await freeStarts()).toHaveLength(24);
    await expect(claim()).rejects.toMatchObject({ code: 'slot_blocked' });
    await makeLiftBlock(store)(officeId, block.id);
    expect(await freeStarts()).toHaveLength(28);
  });

  test('over visits that were not seen is refused with their list, and changes nothing', async () => {
    const visitId = randomUUID();
    await claim({ visitId });
    await expect(place()).rejects.toMatchObject({ code: 'visits_changed', details: { visitIds: visitId } });
    expect(await freeStarts()).toHaveLength(27);
    await expect(place([visitId])).resolves.toBeDefined();
  });

  test('over more visits than a refusal can carry is refused with how many and the first of them', async () => {
    const [visitIds, weeks] = [[] as string[], 8];
    for (let week = 0; week < weeks; week += 1) {
      for (let n = 0; n < 28; n += 1) {
        const start = n < 12 ? NINE.add({ minutes: 15 * n }) : NINE.add({ minutes: 300 + 15 * (n - 12) });
        const visitId = randomUUID();
        await claim({ visitId, start: start.add({ hours: 168 * week }) });
        visitIds.push(visitId);
      }
    }
    const long = { startS: span.startS, endS: span.startS + weeks * 604_800 };
    const refused = makePlaceBlock(store)({ officeId, span: long, label: '', placedBy: '', expectedVisitIds: [] });
    const details = { visitCount: String(visitIds.length), visitIds: visitIds.slice(0, 200).join(',') };
    await expect(refused).rejects.toMatchObject({ code: 'visits_changed', details });
  });

  test('and a claim that race leave one of the two standing, never a visit inside the block', async () => {
    for (let round = 0; round < 10; round += 1) {
      officeId = await anOffice(store.postgres, store.clock);
      const apart = { ...store, queue: <T>(_: string, work: () => Promise<T>) => work() };
      const [claimed, blocked] = await Promise.allSettled([
        makeClaimSlot(apart)({ visitId: randomUUID(), claimNo: 1, officeId, start: NINE, overbook: false }),
        makePlaceBlock(apart)({ officeId, span, label: '', placedBy: randomUUID(), expectedVisitIds: [] }),
      ]);
      expect([claimed.status, blocked.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  test('writes its event without the label', async () => {
    await place();
    const [row] = await store.postgres.query('SELECT type, payload FROM outbox WHERE key = $1', [officeId]);
    expect(row.type).toBe('creneau.scheduling.v1.BlockPlaced');
    expect(row.payload).not.toContain('congés');
  });
});
