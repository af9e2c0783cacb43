import { randomUUID } from 'node:crypto';
import { createOutbox } from '@creneau/chassis';
import { aHalt, eventually } from '@creneau/chassis/testing';
import { makePlaceBlock } from '../../scheduling/src/use-cases/place-block';
import { makeBookVisit } from '../src/use-cases/book-visit';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { makeReleaseRound } from '../src/use-cases/release-claims';
import { makeWorkOffIntents } from '../src/use-cases/work-off-intents';
import {
  aBooking,
  aPerson,
  eventsOf,
  inTime,
  NINE,
  onlyVisitOf,
  type Store,
  useOffice,
  visitsOf,
} from './booking-builder';
import { haltedAfterClaim, haltedBeforeClaim, outcomesOf } from './interleaving';

let store: Store;
let officeId: string;
const secretary = aPerson({ roles: ['secretary'] });
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

const states = async () => (await visitsOf(store, officeId)).map(({ state }) => state);

describe('a block while a visit is being booked', () => {
  const span = { startS: NINE.epochMilliseconds / 1000, endS: NINE.epochMilliseconds / 1000 + 3_600 };
  const block = (...expectedVisitIds: string[]) =>
    makePlaceBlock({
      postgres: store.planning,
      outbox: createOutbox(store.clock, () => undefined),
      clock: store.clock,
      queue: (_, work) => work(),
      freeTimeChanged: () => undefined,
    })({ officeId, span, label: '', placedBy: randomUUID(), expectedVisitIds });
  const cancel = (visitId: string) =>
    makeCancelVisit(store)({ visitId, person: secretary, worksFor: async () => true, expectedVersion: 0 });

  test('whose slot is not claimed yet: the block stands, the booking is refused, and its key remembers why', async () => {
    const asking = aHalt();
    const cmd = aBooking(officeId);
    const booking = makeBookVisit({ ...store, scheduling: haltedBeforeClaim(store.scheduling, asking) })(cmd);
    await asking.reached;
    expect(await states()).toEqual(['requested']);
    await block();
    asking.goOn();
    expect(await outcomesOf([booking])).toEqual(['slot_blocked']);
    expect(await outcomesOf([makeBookVisit(store)(cmd)])).toEqual(['slot_blocked']);
    expect(await states()).toEqual(['refused']);
    expect(await store.heldClaims(officeId)).toEqual([]);
    expect(await eventsOf(store, officeId)).toEqual([]);
  });

  test('whose slot is claimed: the block must name it, the visit is still confirmed, and cancelling it opens nothing', async () => {
    const claimed = aHalt();
    const booking = makeBookVisit({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) })(
      aBooking(officeId),
    );
    await claimed.reached;
    const visitId = await onlyVisitOf(store, officeId);
    await expect(block()).rejects.toMatchObject({ code: 'visits_changed', details: { visitIds: visitId } });
    await block(visitId);
    await expect(cancel(visitId)).rejects.toMatchObject({ code: 'in_progress' });
    claimed.goOn();
    expect((await booking).visit).toMatchObject({ id: visitId, state: 'booked' });
    await cancel(visitId);
    expect(await store.heldClaims(officeId)).toEqual([]);
    expect(await outcomesOf([makeBookVisit(store)(aBooking(officeId))])).toEqual(['slot_blocked']);
  });
});

describe('a claim whose asker stops waiting while scheduling still works on it', () => {
  /** The office is busy: whoever asks it for something waits until `free`. */
  const busyOffice = async () => {
    const session = await store.planning.session();
    await session.query('BEGIN');
    await session.query('SELECT 1 FROM office_schedule WHERE office_id = $1 FOR UPDATE', [officeId]);
    return async () => {
      await session.query('COMMIT');
      session.release();
    };
  };
  const held = () => store.heldClaims(officeId);

  test('is found again by the same key: one visit, on the claim that came through late', async () => {
    const free = await busyOffice();
    const cmd = aBooking(officeId, { deadline: inTime(1_000) });
    expect(await outcomesOf([makeBookVisit(store)(cmd)])).toEqual(['in_progress']);
    await free();
    await eventually(async () => expect(await held()).toHaveLength(1));
    const { visit } = await makeBookVisit(store)({ ...cmd, deadline: inTime() });
    expect(visit.state).toBe('booked');
    expect(await held()).toMatchObject([{ visit_id: visit.id, claim_no: 1 }]);
    expect(await eventsOf(store, officeId)).toHaveLength(1);
  });

  test('is taken back when its booking was given up meanwhile, however late it comes through', async () => {
    const free = await busyOffice();
    const cmd = aBooking(officeId, { deadline: inTime(1_000) });
    expect(await outcomesOf([makeBookVisit(store)(cmd)])).toEqual(['in_progress']);
    store.clock.advance({ seconds: 61 });
    await makeWorkOffIntents(store)();
    expect(await states()).toEqual(['refused']);
    await free();
    await eventually(async () => {
      store.clock.advance({ seconds: 6 });
      await makeReleaseRound(store)();
      expect(await store.postgres.query('SELECT 1 FROM claim_release')).toEqual([]);
    });
    expect(await held()).toEqual([]);
    const { visit } = await makeBookVisit(store)(aBooking(officeId));
    expect(await held()).toMatchObject([{ visit_id: visit.id }]);
  });
});
