import { randomUUID } from 'node:crypto';
import type { Person } from '@creneau/chassis';
import { aHalt, stoppedAfter, untilWaiting } from '@creneau/chassis/testing';
import { findView } from '../src/outbound/postgres/view-repository';
import { askNames, forgetPerson, refreshPerson } from '../src/use-cases/apply-facts';
import { makeBanPatient } from '../src/use-cases/ban-patient';
import { makeBookVisit } from '../src/use-cases/book-visit';
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
  useOffice,
  visitsOf,
} from './booking-builder';
import { haltedAfterClaim, interleave, outcomesOf } from './interleaving';

let store: Store;
let officeId: string;
let person: Person;
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
  person = aPerson();
});

const book =
  (startsAt: Temporal.Instant, maxOpenVisits = 5) =>
  (on: Store) =>
    makeBookVisit({ ...on, maxOpenVisits })(aBooking(officeId, { person, startsAt }));
const ban = (on: Store) => makeBanPatient(on)({ officeId, patientId: person.id, banned: true, byId: randomUUID() });
const deletion = (on: Store) => on.postgres.tx((tx) => forgetPerson(tx, on, person.id, 9));
const states = async () => (await visitsOf(store, officeId)).map(({ state }) => state);
const told = async () => (await eventsOf(store, officeId)).map(({ type }) => type);
const claimsAfterRelease = async () => {
  store.clock.advance({ seconds: 6 });
  await makeReleaseRound(store)();
  return store.heldClaims(officeId);
};

/**
 * A booking stands between claim and commit; then the other change stops before its commit, the booking goes on and waits
 * behind it; then both end.
 */
const overtake = async (
  lastStatement: string,
  change: (on: Store) => Promise<unknown>,
  booking: (on: Store) => Promise<unknown> = book(quarter(1)),
) => {
  const claimed = aHalt();
  const attempt = booking({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) });
  await claimed.reached;
  const stopped = stoppedAfter(store.postgres, lastStatement);
  const changing = change({ ...store, postgres: stopped.postgres });
  await stopped.reached;
  claimed.goOn();
  await untilWaiting(store.postgres);
  stopped.goOn();
  return outcomesOf([attempt, changing]);
};

describe('the limit of open visits', () => {
  test.each([
    ['who never booked before', 1, async () => undefined],
    ['who is known', 2, () => booked(store, officeId, { person, startsAt: quarter(3) })],
  ])(
    'holds for two bookings at once of a patient %s: the second waits, and counts the first',
    async (_, limit, before) => {
      await before();
      const outcomes = await interleave(store, 'visit-insert', book(NINE, limit), book(quarter(1), limit));
      expect(outcomes).toEqual(['done', 'too_many_open_visits']);
      expect(await store.heldClaims(officeId)).toHaveLength(limit);
    },
  );

  test('counts what is only asked for, until that is given up', async () => {
    const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
    await expect(book(NINE, 1)(dying)).rejects.toThrow('died');
    await expect(book(quarter(1), 1)(store)).rejects.toMatchObject({ code: 'too_many_open_visits' });
    store.clock.advance({ seconds: 61 });
    await makeWorkOffIntents(store)();
    await expect(book(quarter(1), 1)(store)).resolves.toBeDefined();
    expect(await states()).toEqual(['refused', 'booked']);
  });
});

describe('a ban', () => {
  test('that lands between claim and commit refuses the booking that waits behind it, and its slot is free', async () => {
    await booked(store, officeId, { person });
    expect(await overtake('outbox-add', ban)).toEqual(['patient_banned', 'done']);
    expect(await states()).toEqual(['booked', 'refused']);
    expect(await store.heldClaims(officeId)).toHaveLength(1);
    await expect(booked(store, officeId, { startsAt: quarter(1) })).resolves.toBeDefined();
  });

  test('that waits behind the commit finds the patient whom it made; the visit stands, and the next is refused', async () => {
    expect(await interleave(store, 'outbox-add', book(NINE), ban)).toEqual(['done', 'done']);
    expect(await states()).toEqual(['booked']);
    await expect(book(quarter(1))(store)).rejects.toMatchObject({ code: 'patient_banned' });
  });
});

describe('the deletion of an account', () => {
  test('that lands between claim and commit refuses the booking that waits behind it, and its slot is freed', async () => {
    expect(await overtake('release-add', deletion)).toEqual(['account_deleted', 'done']);
    expect(await states()).toEqual(['refused']);
    expect(await claimsAfterRelease()).toEqual([]);
    expect(await told()).toEqual([]);
  });

  test('that waits behind the commit cancels the visit that it made, and keeps no name', async () => {
    expect(await interleave(store, 'outbox-add', book(NINE), deletion)).toEqual(['done', 'done']);
    const [visit] = await visitsOf(store, officeId);
    expect(await findView(store.postgres, visit?.id ?? '')).toMatchObject({
      lastName: '',
      visit: { state: 'cancelled', changedBy: { kind: 'system' } },
    });
    expect(await told()).toEqual(['VisitBooked', 'VisitCancelled']);
    expect(await claimsAfterRelease()).toEqual([]);
  });

  test('that lands while the visit moves takes both of its times back', async () => {
    const visit = await booked(store, officeId, { person });
    const move = (on: Store) =>
      makeMoveVisit(on)({
        visitId: visit.id,
        startsAt: quarter(4),
        expectedVersion: 0,
        requireStaff: async () => aPerson(),
        deadline: inTime(),
      });
    expect(await overtake('outbox-add', deletion, move)).toEqual(['visit_not_open', 'done']);
    expect(await told()).toEqual(['VisitBooked', 'VisitCancelled']);
    expect(await claimsAfterRelease()).toEqual([]);
  });
});

describe('a new name', () => {
  const renamed = async (version: number, lastName: string) => {
    store.knownNames.set(person.id, { lastName, firstName: 'Zoé', version });
    const names = await askNames(store.postgres, store, person.id);
    await store.postgres.tx((tx) => refreshPerson(tx, person.id, version, names));
  };
  const lastName = async () => {
    const [visit] = await visitsOf(store, officeId);
    return (await findView(store.postgres, visit?.id ?? ''))?.lastName;
  };

  test('that is told between claim and commit of her first visit is the one the office sees', async () => {
    const claimed = aHalt();
    const attempt = book(NINE)({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) });
    await claimed.reached;
    await renamed(5, 'Neuve');
    claimed.goOn();
    await attempt;
    expect(await lastName()).toBe('Neuve');
  });

  test('that is told while the worker finishes what a crash left is the one the office sees', async () => {
    store.knownNames.set(person.id, { lastName: 'Ancienne', firstName: 'Zoé', version: 1 });
    const dying = { ...store, postgres: dyingAt(store.postgres, 2) };
    await expect(book(NINE)(dying)).rejects.toThrow('died');
    store.clock.advance({ seconds: 6 });
    const claimed = aHalt();
    const round = makeWorkOffIntents({ ...store, scheduling: haltedAfterClaim(store.scheduling, claimed) })();
    await claimed.reached;
    await renamed(5, 'Neuve');
    claimed.goOn();
    await round;
    expect(await lastName()).toBe('Neuve');
  });
});
