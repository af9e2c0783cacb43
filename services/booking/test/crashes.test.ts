import { overloaded, unavailable } from '@creneau/chassis';
import { makeBookVisit } from '../src/use-cases/book-visit';
import { makeWorkOffIntents } from '../src/use-cases/work-off-intents';
import {
  aBooking,
  aPerson,
  at,
  dyingAt,
  eventsOf,
  inTime,
  NINE,
  NOW,
  type Store,
  schedulingWith,
  useOffice,
  visitsOf,
} from './booking-builder';

let store: Store;
let officeId: string;
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

describe('a crash', () => {
  const workOff = () => makeWorkOffIntents(store)();

  test('between claim and commit is finished by the worker, under the same claim', async () => {
    const person = aPerson();
    store.knownNames.set(person.id, { lastName: 'Plisson', firstName: 'Patrick', version: 1 });
    const cmd = aBooking(officeId, { person });
    await expect(makeBookVisit({ ...store, postgres: dyingAt(store.postgres, 2) })(cmd)).rejects.toThrow('died');
    expect(await visitsOf(store, officeId)).toMatchObject([{ state: 'requested' }]);
    expect(await store.heldClaims(officeId)).toHaveLength(1);

    await workOff();
    expect(await visitsOf(store, officeId)).toMatchObject([{ state: 'requested' }]);
    store.clock.advance({ seconds: 6 });
    await workOff();
    expect(await visitsOf(store, officeId)).toMatchObject([{ state: 'booked' }]);
    expect(await eventsOf(store, officeId)).toHaveLength(1);
    expect(await store.heldClaims(officeId)).toHaveLength(1);
    await expect(makeBookVisit(store)(cmd)).resolves.toMatchObject({ visit: { state: 'booked' } });
  });

  test('between claim and commit is resumed by the same key, and another patient does not get the slot', async () => {
    const cmd = aBooking(officeId);
    await expect(makeBookVisit({ ...store, postgres: dyingAt(store.postgres, 2) })(cmd)).rejects.toThrow('died');
    await expect(makeBookVisit(store)(aBooking(officeId))).rejects.toMatchObject({ code: 'slot_taken' });
    const { visit } = await makeBookVisit(store)(cmd);
    expect(visit.state).toBe('booked');
    expect(await store.heldClaims(officeId)).toMatchObject([{ visit_id: visit.id, claim_no: 1 }]);
  });

  test('that nobody looked after for a minute is given up, its slot freed, and the key told so', async () => {
    const cmd = aBooking(officeId);
    await expect(makeBookVisit({ ...store, postgres: dyingAt(store.postgres, 2) })(cmd)).rejects.toThrow('died');
    store.clock.advance({ seconds: 61 });
    await workOff();
    expect(await visitsOf(store, officeId)).toMatchObject([{ state: 'refused' }]);
    expect(await store.heldClaims(officeId)).toEqual([]);
    await expect(makeBookVisit(store)(cmd)).rejects.toMatchObject({ code: 'given_up' });
    expect(await eventsOf(store, officeId)).toEqual([]);
  });

  test('of an intent written before the clock went back is looked after too', async () => {
    store.clock.advance({ hours: 24 * 20 });
    const cmd = aBooking(officeId, { startsAt: at('2027-02-09T08:00:00Z') });
    await expect(makeBookVisit({ ...store, postgres: dyingAt(store.postgres, 2) })(cmd)).rejects.toThrow('died');
    store.clock.set(NOW);
    await workOff();
    expect(await visitsOf(store, officeId)).toMatchObject([{ state: 'booked' }]);
  });

  test('of a worker beside the caller: whoever settles first, both answer what stands', async () => {
    const { scheduling } = store;
    const overtaken = schedulingWith(scheduling, {
      claim: async (claim, deadline) => {
        const slot = await scheduling.claim(claim, deadline);
        store.clock.advance({ seconds: 6 });
        await workOff();
        return slot;
      },
    });
    const { visit } = await makeBookVisit({ ...store, scheduling: overtaken })(aBooking(officeId));
    expect(visit.state).toBe('booked');
    expect(await eventsOf(store, officeId)).toHaveLength(1);
  });

  test('and a caller whose visit was given up meanwhile is told so, and no slot stays stuck', async () => {
    const { scheduling } = store;
    const overtaken = schedulingWith(scheduling, {
      claim: async (claim, deadline) => {
        store.clock.advance({ seconds: 61 });
        await workOff();
        return scheduling.claim(claim, deadline);
      },
    });
    const cmd = aBooking(officeId);
    await expect(makeBookVisit({ ...store, scheduling: overtaken })(cmd)).rejects.toMatchObject({ code: 'given_up' });
    expect(await store.heldClaims(officeId)).toEqual([]);
  });
});

describe('while scheduling is away', () => {
  const away = () => Promise.reject(unavailable('unavailable', 'nobody there'));

  test('a booking waits for it within its deadline', async () => {
    let attempts = 0;
    const { scheduling } = store;
    const flaky = schedulingWith(scheduling, {
      claim: (claim, deadline) => {
        attempts += 1;
        return attempts < 3 ? away() : scheduling.claim(claim, deadline);
      },
    });
    await expect(makeBookVisit({ ...store, scheduling: flaky })(aBooking(officeId))).resolves.toMatchObject({
      visit: { state: 'booked' },
    });
  });

  test('past its deadline it is in progress, and asking again with the key gets the answer', async () => {
    const gone = schedulingWith(store.scheduling, { claim: away });
    const cmd = aBooking(officeId, { deadline: inTime(300) });
    await expect(makeBookVisit({ ...store, scheduling: gone })(cmd)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'in_progress',
    });
    await expect(makeBookVisit(store)({ ...cmd, deadline: inTime() })).resolves.toMatchObject({
      visit: { state: 'booked' },
    });
  });

  test('and a booking that meets an overload is in progress, not refused: it may yet be booked', async () => {
    const crowded = schedulingWith(store.scheduling, { claim: () => Promise.reject(overloaded('office_busy')) });
    const cmd = aBooking(officeId, { deadline: inTime(300) });
    await expect(makeBookVisit({ ...store, scheduling: crowded })(cmd)).rejects.toMatchObject({ code: 'in_progress' });

    const full = dyingAt(store.postgres, 2, overloaded());
    const other = aBooking(officeId);
    await expect(makeBookVisit({ ...store, postgres: full })(other)).rejects.toMatchObject({ code: 'in_progress' });
    await expect(makeBookVisit(store)({ ...other, deadline: inTime() })).resolves.toMatchObject({
      visit: { state: 'booked' },
    });
  });

  test('a claim whose answer was lost on the way is not taken twice', async () => {
    let lost = false;
    const { scheduling } = store;
    const lossy = schedulingWith(scheduling, {
      claim: async (claim, deadline) => {
        const slot = await scheduling.claim(claim, deadline);
        if (lost) return slot;
        lost = true;
        return away();
      },
    });
    const { visit } = await makeBookVisit({ ...store, scheduling: lossy })(aBooking(officeId));
    expect(visit.startsAt.equals(NINE)).toBe(true);
    expect(await store.heldClaims(officeId)).toHaveLength(1);
  });
});
