import { randomUUID } from 'node:crypto';
import { unavailable } from '@creneau/chassis';
import { savePolicy } from '../src/outbound/postgres/office-repository';
import { makeBookVisit } from '../src/use-cases/book-visit';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { makeMarkAbsence } from '../src/use-cases/mark-absence';
import { makeMoveVisit } from '../src/use-cases/move-visit';
import { makeReleaseRound } from '../src/use-cases/release-claims';
import { makeWorkOffIntents } from '../src/use-cases/work-off-intents';
import {
  aBooking,
  aPerson,
  booked,
  dyingAt,
  eventsOf,
  inTime,
  NINE,
  quarter,
  type Store,
  schedulingWith,
  tally,
  useOffice,
  visitsOf,
} from './booking-builder';

let store: Store;
let officeId: string;
const secretary = aPerson({ roles: ['patient', 'secretary'] });
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

const cancel = (visitId: string, person = secretary, expectedVersion = 0, on: Store = store) =>
  makeCancelVisit(on)({ visitId, person, expectedVersion, worksFor: async () => person === secretary });
const move = (visitId: string, startsAt = quarter(4), expectedVersion = 0, on: Store = store, waitMs = 30_000) =>
  makeMoveVisit(on)({
    visitId,
    startsAt,
    expectedVersion,
    requireStaff: async () => secretary,
    deadline: inTime(waitMs),
  });
const policyOf = (patientsMayCancel: boolean, cutoffHours = 0) =>
  savePolicy(store.postgres, {
    officeId,
    version: 1,
    tz: 'Europe/Paris',
    bookingMode: 'BOOKING_MODE_FREE',
    reasonMode: 'REASON_MODE_FREE_TEXT',
    secretariatPhone: '',
    teleconsultationPriceCents: 0,
    patientsMayCancel,
    cutoffHours,
  });
const away = () => Promise.reject(unavailable('unavailable', 'nobody there'));
const claims = async () =>
  (await store.heldClaims(officeId)).map(({ claim_no, starts_at }) => `${claim_no} ${starts_at.toString()}`);

describe('a cancellation', () => {
  test('by the patient frees the slot at once, and tells which claim to free', async () => {
    await policyOf(true);
    const person = aPerson();
    const visit = await booked(store, officeId, { person });
    const cancelled = await cancel(visit.id, person);
    expect(cancelled).toMatchObject({ state: 'cancelled', changedBy: { kind: 'patient' }, scheduleRevision: 2 });
    expect(await claims()).toEqual([]);
    expect((await eventsOf(store, officeId)).at(-1)).toMatchObject({
      type: 'VisitCancelled',
      by: 'ACTOR_KIND_PATIENT',
      claimNo: 1,
      visit: { state: 'VISIT_STATE_CANCELLED', version: 3, scheduleRevision: 2 },
    });
    await expect(booked(store, officeId)).resolves.toMatchObject({ state: 'booked' });
  });

  test('by the patient is refused where the office does not allow it, too late, or once the visit has begun', async () => {
    const person = aPerson();
    const visit = await booked(store, officeId, { person });
    await expect(cancel(visit.id, person)).rejects.toMatchObject({ kind: 'forbidden', code: 'cancel_not_allowed' });
    await policyOf(true, 24);
    store.clock.set('2027-01-11T08:00:01Z');
    await expect(cancel(visit.id, person)).rejects.toMatchObject({ code: 'cancel_too_late' });
    store.clock.set(NINE.toString());
    await expect(cancel(visit.id, person)).rejects.toMatchObject({ code: 'visit_past' });
    expect(await claims()).toHaveLength(1);
    await expect(cancel(visit.id)).resolves.toMatchObject({ state: 'cancelled', changedBy: { kind: 'staff' } });
  });

  test('by somebody else finds no such visit', async () => {
    const visit = await booked(store, officeId);
    await expect(cancel(visit.id, aPerson())).rejects.toMatchObject({ code: 'visit_not_found' });
    const foreign = aPerson({ roles: ['practitioner'] });
    await expect(cancel(visit.id, foreign)).rejects.toMatchObject({ code: 'visit_not_found' });
    await expect(cancel(randomUUID())).rejects.toMatchObject({ code: 'visit_not_found' });
  });

  test('is done once, whoever repeats it, and told once', async () => {
    const visit = await booked(store, officeId);
    const answers = await Promise.all([cancel(visit.id), cancel(visit.id), cancel(visit.id)]);
    expect(new Set(answers.map((answer) => answer.version))).toEqual(new Set([3]));
    expect(await cancel(visit.id, secretary, visit.version)).toMatchObject({ version: 3 });
    expect(await eventsOf(store, officeId)).toHaveLength(2);
  });

  test('on a stale page is refused', async () => {
    const visit = await booked(store, officeId);
    await move(visit.id);
    await expect(cancel(visit.id, secretary, visit.version)).rejects.toMatchObject({
      code: 'stale_version',
      details: { version: '3' },
    });
  });

  test('while scheduling is away stands, and the slot is freed once it is back', async () => {
    const visit = await booked(store, officeId);
    const gone = { ...store, scheduling: schedulingWith(store.scheduling, { release: away }) };
    await expect(cancel(visit.id, secretary, 0, gone)).resolves.toMatchObject({ state: 'cancelled' });
    expect(await claims()).toHaveLength(1);
    store.clock.advance({ seconds: 6 });
    await makeReleaseRound(store)();
    expect(await claims()).toEqual([]);
    expect(await store.postgres.query('SELECT 1 FROM claim_release')).toEqual([]);
  });
});

describe('a move', () => {
  test('takes the new time under a number never used before, frees the old one, and tells both', async () => {
    const visit = await booked(store, officeId);
    const moved = await move(visit.id);
    expect(moved).toMatchObject({ claimNo: 2, version: 3, scheduleRevision: 2, changedBy: { kind: 'staff' } });
    expect(moved.startsAt.equals(quarter(4))).toBe(true);
    expect(await claims()).toEqual(['2 2027-01-12T09:00:00Z']);
    expect((await eventsOf(store, officeId)).at(-1)).toMatchObject({
      type: 'VisitMoved',
      by: 'ACTOR_KIND_STAFF',
      previousStartsAt: '2027-01-12T08:00:00Z',
      releasedClaimNo: 1,
      visit: { startsAt: '2027-01-12T09:00:00Z', endsAt: '2027-01-12T09:15:00Z', scheduleRevision: 2 },
    });
    await move(visit.id, NINE);
    expect(await claims()).toEqual(['3 2027-01-12T08:00:00Z']);
  });

  test('to the time it has changes nothing', async () => {
    const visit = await booked(store, officeId);
    expect(await move(visit.id, NINE)).toEqual(visit);
    expect(await eventsOf(store, officeId)).toHaveLength(1);
  });

  test('to a taken time is refused, leaves the visit where it was, and spends its number', async () => {
    const visit = await booked(store, officeId);
    await booked(store, officeId, { startsAt: quarter(4) });
    await expect(move(visit.id)).rejects.toMatchObject({ code: 'slot_taken' });
    expect(
      await store.postgres.query(
        'SELECT version, claim_no, last_claim_no, move_claim_no, intent_due_at FROM visit WHERE id = $1',
        [visit.id],
      ),
    ).toEqual([{ version: 2, claim_no: 1, last_claim_no: 2, move_claim_no: null, intent_due_at: null }]);
    await expect(move(visit.id, quarter(5))).resolves.toMatchObject({ claimNo: 3 });
  });

  test.each([
    ['cancelled', (id: string) => cancel(id), 'visit_not_open'],
    ['over', async () => store.clock.set('2027-01-12T08:15:00Z'), 'visit_past'],
  ])('of a visit that is %s is refused', async (_, before, code) => {
    const visit = await booked(store, officeId);
    await before(visit.id);
    await expect(move(visit.id)).rejects.toMatchObject({ code });
  });

  test('on a stale page is refused; the same move again is not', async () => {
    const visit = await booked(store, officeId);
    await move(visit.id, quarter(4), visit.version);
    await expect(move(visit.id, quarter(5), visit.version)).rejects.toMatchObject({ code: 'stale_version' });
    await expect(move(visit.id, quarter(4), visit.version)).resolves.toMatchObject({ version: 3 });
  });

  test('by three at once ends at one time, with one claim, told as often as it moved', async () => {
    const visit = await booked(store, officeId);
    const { succeeded } = await tally([4, 5, 6].map((n) => move(visit.id, quarter(n))));
    const held = await claims();
    expect(held).toHaveLength(1);
    const moves = (await eventsOf(store, officeId)).filter((event) => event.type === 'VisitMoved');
    expect(moves).toHaveLength(succeeded);
    expect(`${moves.at(-1).visit.startsAt}`).toBe(held[0]?.split(' ')[1]);
  });

  const workOff = () => makeWorkOffIntents(store)();

  test('whose service dies between claim and commit keeps the old time from others, and the worker finishes it', async () => {
    const visit = await booked(store, officeId);
    const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
    await expect(move(visit.id, quarter(4), 0, dying)).rejects.toThrow('died');
    expect(await claims()).toEqual(['1 2027-01-12T08:00:00Z', '2 2027-01-12T09:00:00Z']);
    await expect(makeBookVisit(store)(aBooking(officeId))).rejects.toMatchObject({ code: 'slot_taken' });
    store.clock.advance({ seconds: 6 });
    await workOff();
    expect(await claims()).toEqual(['2 2027-01-12T09:00:00Z']);
    await expect(makeBookVisit(store)(aBooking(officeId))).resolves.toBeDefined();
    expect((await eventsOf(store, officeId)).map((event) => event.type)).toEqual([
      'VisitBooked',
      'VisitMoved',
      'VisitBooked',
    ]);
  });

  test('that died is resumed by the same move, and refuses another while it is open', async () => {
    const visit = await booked(store, officeId);
    const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
    await expect(move(visit.id, quarter(4), 0, dying)).rejects.toThrow('died');
    await expect(move(visit.id, quarter(5))).rejects.toMatchObject({ code: 'in_progress' });
    await expect(move(visit.id, quarter(4))).resolves.toMatchObject({ claimNo: 2 });
  });

  test('that nobody looked after for a minute is given up: the visit stays, the new time is free', async () => {
    const visit = await booked(store, officeId);
    const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
    await expect(move(visit.id, quarter(4), 0, dying)).rejects.toThrow('died');
    store.clock.advance({ seconds: 61 });
    await workOff();
    expect(await claims()).toEqual(['1 2027-01-12T08:00:00Z']);
    expect(await eventsOf(store, officeId)).toHaveLength(1);
  });

  test('that is overtaken by a cancellation takes its new claim down with it', async () => {
    const visit = await booked(store, officeId);
    const { scheduling } = store;
    const overtaken = schedulingWith(scheduling, {
      claim: async (claim, deadline) => {
        await cancel(visit.id);
        return scheduling.claim(claim, deadline);
      },
    });
    await expect(move(visit.id, quarter(4), 0, { ...store, scheduling: overtaken })).rejects.toMatchObject({
      code: 'visit_not_open',
    });
    expect(await claims()).toEqual([]);
    expect(await visitsOf(store, officeId)).toMatchObject([{ state: 'cancelled' }]);
  });

  test('whose claim is held when the cancellation comes leaves nothing behind', async () => {
    const visit = await booked(store, officeId);
    const { scheduling } = store;
    const overtaken = schedulingWith(scheduling, {
      claim: async (claim, deadline) => {
        const slot = await scheduling.claim(claim, deadline);
        await cancel(visit.id);
        return slot;
      },
    });
    await expect(move(visit.id, quarter(4), 0, { ...store, scheduling: overtaken })).rejects.toMatchObject({
      code: 'visit_not_open',
    });
    expect(await claims()).toEqual([]);
  });

  test('past its deadline is in progress', async () => {
    const visit = await booked(store, officeId);
    const gone = { ...store, scheduling: schedulingWith(store.scheduling, { claim: away }) };
    await expect(move(visit.id, quarter(4), 0, gone, 200)).rejects.toMatchObject({ code: 'in_progress' });
    await expect(cancel(visit.id)).resolves.toMatchObject({ state: 'cancelled', move: null });
  });
});

describe('an absence', () => {
  const mark = (visitId: string, absent = true) =>
    makeMarkAbsence(store)({ visitId, absent, requireStaff: async () => secretary });

  test('is marked for a visit that has begun, told without a new schedule revision, and can be taken back', async () => {
    const visit = await booked(store, officeId);
    await expect(mark(visit.id)).rejects.toMatchObject({ code: 'visit_not_past' });
    store.clock.set('2027-01-12T10:00:00Z');
    await mark(visit.id);
    await mark(visit.id);
    await mark(visit.id, false);
    const told = (await eventsOf(store, officeId)).filter((event) => event.type === 'AbsenceMarked');
    expect(told.map(({ visit: v }) => [v.version, v.scheduleRevision, v.unjustifiedAbsence ?? false])).toEqual([
      [3, 1, true],
      [4, 1, false],
    ]);
  });
});
