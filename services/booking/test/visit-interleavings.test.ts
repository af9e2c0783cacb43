import { randomUUID } from 'node:crypto';
import { unavailable } from '@creneau/chassis';
import { aHalt } from '@creneau/chassis/testing';
import { findVisit } from '../src/outbound/postgres/visit-repository';
import { makeBookVisit } from '../src/use-cases/book-visit';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { makeFinishBooking, makeGiveUpBooking } from '../src/use-cases/finish-booking';
import { makeGiveUpMove } from '../src/use-cases/finish-move';
import { makeMarkAbsence } from '../src/use-cases/mark-absence';
import { makeMoveVisit } from '../src/use-cases/move-visit';
import { makeReleaseRound } from '../src/use-cases/release-claims';
import {
  aBooking,
  aPerson,
  booked,
  dyingAt,
  eventsOf,
  inTime,
  NINE,
  onlyVisitOf,
  quarter,
  type Store,
  schedulingWith,
  useOffice,
  visitsOf,
} from './booking-builder';
import { haltedAfterClaim, interleave, outcomesOf } from './interleaving';

let store: Store;
let officeId: string;
let visitId: string;
const secretary = aPerson({ roles: ['secretary'] });
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

const move =
  (startsAt = quarter(4)) =>
  (on: Store = store) =>
    makeMoveVisit(on)({
      visitId,
      startsAt,
      expectedVersion: 0,
      requireStaff: async () => secretary,
      deadline: inTime(),
    });
const cancel =
  (expectedVersion = 0) =>
  (on: Store = store) =>
    makeCancelVisit(on)({ visitId, person: secretary, worksFor: async () => true, expectedVersion });
const markAbsent = (on: Store = store) =>
  makeMarkAbsence(on)({ visitId, absent: true, requireStaff: async () => secretary });

const told = async () => (await eventsOf(store, officeId)).map(({ type }) => type);
const states = async () => (await visitsOf(store, officeId)).map(({ state }) => state);
const claims = async () => {
  store.clock.advance({ seconds: 6 });
  await makeReleaseRound(store)();
  return (await store.heldClaims(officeId)).map(({ claim_no, starts_at }) => [claim_no, starts_at.toString()]);
};
const [AT_NINE, AT_TEN] = [NINE.toString(), quarter(4).toString()];

/** A request whose process died between claim and commit. */
const leftBehind = async () => {
  const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
  await expect(makeBookVisit(dying)(aBooking(officeId))).rejects.toThrow('died');
  const visit = await findVisit(store.postgres, await onlyVisitOf(store, officeId));
  if (!visit) throw new Error('the request was not written');
  return visit;
};
const NAMES = { lastName: 'Plisson', firstName: 'Patrick', version: 1 };

describe('giving up what is being booked', () => {
  test('behind its commit changes nothing: a confirmed visit stays, with its claim', async () => {
    const visit = await leftBehind();
    const outcomes = await interleave(
      store,
      'outbox-add',
      (on) => makeFinishBooking(on)(visit, NAMES, inTime()),
      (on) => makeGiveUpBooking(on)(visit),
    );
    expect(outcomes).toEqual(['done', 'done']);
    expect(await states()).toEqual(['booked']);
    expect(await claims()).toEqual([[1, AT_NINE]]);
  });

  test('before its commit wins: the caller is told so, nothing is confirmed, and its slot is freed', async () => {
    const visit = await leftBehind();
    const outcomes = await interleave(
      store,
      'release-add',
      (on) => makeGiveUpBooking(on)(visit),
      (on) => makeFinishBooking(on)(visit, NAMES, inTime()),
    );
    expect(outcomes).toEqual(['done', 'given_up']);
    expect(await states()).toEqual(['refused']);
    expect(await told()).toEqual([]);
    expect(await claims()).toEqual([]);
  });
});

describe('a visit that is booked', () => {
  beforeEach(async () => {
    visitId = (await booked(store, officeId)).id;
  });

  test('is moved twice at once: the second, that waited, is told of the first and takes no claim', async () => {
    expect(await interleave(store, 'visit-save', move(), move(quarter(5)))).toEqual(['done', 'in_progress']);
    expect(await told()).toEqual(['VisitBooked', 'VisitMoved']);
    expect(await claims()).toEqual([[2, AT_TEN]]);
  });

  test('is moved to the same time twice at once: one finishes for the other, and both have the same answer', async () => {
    const claimed = aHalt();
    const first = move()({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) });
    await claimed.reached;
    await expect(move(quarter(5))()).rejects.toMatchObject({ code: 'in_progress' });
    const second = await move()();
    claimed.goOn();
    expect(await first).toEqual(second);
    expect(await told()).toEqual(['VisitBooked', 'VisitMoved']);
    expect(await claims()).toEqual([[2, AT_TEN]]);
  });

  test('is cancelled while its move commits: the cancellation that waited takes the new time back', async () => {
    expect(await interleave(store, 'outbox-add', move(), cancel())).toEqual(['done', 'done']);
    expect((await eventsOf(store, officeId)).at(-1)).toMatchObject({
      type: 'VisitCancelled',
      claimNo: 2,
      visit: { startsAt: AT_TEN, version: 4, scheduleRevision: 3 },
    });
    expect(await claims()).toEqual([]);
  });

  test('is moved while its cancellation commits: the move that waited finds it cancelled and asks for no time', async () => {
    expect(await interleave(store, 'outbox-add', cancel(), move())).toEqual(['done', 'visit_not_open']);
    expect(await told()).toEqual(['VisitBooked', 'VisitCancelled']);
    expect(await claims()).toEqual([]);
  });

  test('is cancelled before its move commits: the move that waited leaves no time taken', async () => {
    const claimed = aHalt();
    const moving = move()({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) });
    await claimed.reached;
    const outcomes = await interleave(store, 'outbox-add', cancel(), () => {
      claimed.goOn();
      return moving;
    });
    expect(outcomes).toEqual(['done', 'visit_not_open']);
    expect(await told()).toEqual(['VisitBooked', 'VisitCancelled']);
    expect(await claims()).toEqual([]);
  });

  test('and begun is cancelled beside the mark of an absence: the later of the two sees the earlier', async () => {
    store.clock.set('2027-01-12T10:00:00Z');
    const { version } = (await findVisit(store.postgres, visitId)) ?? { version: 0 };
    expect(await interleave(store, 'outbox-add', markAbsent, cancel(version))).toEqual(['done', 'stale_version']);
    expect(await interleave(store, 'outbox-add', cancel(), markAbsent)).toEqual(['done', 'visit_not_open']);
    const [, absence, cancellation, ...more] = await eventsOf(store, officeId);
    expect([absence.type, absence.visit.version, absence.visit.scheduleRevision]).toEqual(['AbsenceMarked', 3, 1]);
    expect([cancellation.type, cancellation.visit.version, cancellation.visit.scheduleRevision]).toEqual([
      'VisitCancelled',
      4,
      2,
    ]);
    expect(more).toEqual([]);
  });

  test('has its move given up behind the commit of it: the visit keeps its new time', async () => {
    const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
    await expect(move()(dying)).rejects.toThrow('died');
    const moving = await findVisit(store.postgres, visitId);
    if (!moving) throw new Error('the visit went away');
    const outcomes = await interleave(store, 'outbox-add', move(), (on) => makeGiveUpMove(on)(moving));
    expect(outcomes).toEqual(['done', 'done']);
    expect(await claims()).toEqual([[2, AT_TEN]]);
  });

  test('has its move given up before the commit of it: the visit stays where it was, and the new time is free', async () => {
    const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
    await expect(move()(dying)).rejects.toThrow('died');
    const moving = await findVisit(store.postgres, visitId);
    if (!moving) throw new Error('the visit went away');
    const claimed = aHalt();
    const resumed = move()({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) });
    await claimed.reached;
    const outcomes = await interleave(
      store,
      'release-add',
      (on) => makeGiveUpMove(on)(moving),
      () => {
        claimed.goOn();
        return resumed;
      },
    );
    expect(outcomes).toEqual(['done', 'given_up']);
    expect(await told()).toEqual(['VisitBooked']);
    expect(await claims()).toEqual([[1, AT_NINE]]);
  });

  test('moves back to the time it still holds, and a release that comes late leaves that alone', async () => {
    const away = () => Promise.reject(unavailable('unavailable', 'nobody there'));
    const deaf = { ...store, scheduling: schedulingWith(store.scheduling, { release: away }) };
    await move()(deaf);
    await move(NINE)(deaf);
    expect((await store.heldClaims(officeId)).map(({ claim_no }) => claim_no).sort()).toEqual([1, 2, 3]);
    expect(await claims()).toEqual([[3, AT_NINE]]);
    await store.scheduling.release({ officeId, visitId, claimNo: 1 }, inTime());
    expect(await claims()).toEqual([[3, AT_NINE]]);
    await expect(makeBookVisit(store)(aBooking(officeId))).rejects.toMatchObject({ code: 'slot_taken' });
  });

  test('is moved away while somebody waits for its time: refused before the commit, served after it', async () => {
    const claimed = aHalt();
    const moving = move()({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) });
    await claimed.reached;
    const other = () => makeBookVisit(store)(aBooking(officeId, { key: randomUUID() }));
    expect(await outcomesOf([other()])).toEqual(['slot_taken']);
    claimed.goOn();
    await moving;
    expect(await outcomesOf([other()])).toEqual(['done']);
  });
});
