import { randomUUID } from 'node:crypto';
import type { Person, Postgres } from '@creneau/chassis';
import { aHalt, inTrace, stoppedAfter } from '@creneau/chassis/testing';
import { HomeVisitsSaved } from '@creneau/proto/booking/v1/events';
import { findView } from '../src/outbound/postgres/view-repository';
import { forgetPerson } from '../src/use-cases/apply-facts';
import { makeBanPatient } from '../src/use-cases/ban-patient';
import { makeBookVisit } from '../src/use-cases/book-visit';
import {
  aBooking,
  aPerson,
  booked,
  eventsOf,
  quarter,
  type Store,
  schedulingWith,
  useOffice,
  visitsOf,
} from './booking-builder';
import { outcomesOf } from './interleaving';

let store: Store;
let officeId: string;
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

/** A database, and in how many transactions it was used. */
const watched = (postgres: Postgres) => {
  const seen = { transactions: 0 };
  const watching: Postgres = {
    ...postgres,
    tx: (work, options) => {
      seen.transactions += 1;
      return postgres.tx(work, options);
    },
  };
  return { seen, postgres: watching };
};

/** People who ask this office at once, each for a quarter of an hour of her own, by one process. */
const bookAtOnce = (on: Store, people: readonly Person[]): Promise<unknown>[] => {
  const book = makeBookVisit(on);
  return people.map((person, index) => book(aBooking(officeId, { person, startsAt: quarter(index) })));
};
const known = async (count: number): Promise<Person[]> => {
  const people = Array.from({ length: count }, () => aPerson());
  await store.postgres.query('INSERT INTO patient (id) SELECT unnest($1::uuid[])', [people.map(({ id }) => id)]);
  return people;
};
/** Scheduling that answers so many claims in one moment. */
const claimedAtOnce = (count: number) => {
  const halt = aHalt();
  let claimed = 0;
  return schedulingWith(store.scheduling, {
    claim: async (claim, deadline) => {
      const slot = await store.scheduling.claim(claim, deadline);
      claimed += 1;
      if (claimed === count) halt.goOn();
      await halt.here();
      return slot;
    },
  });
};
const claims = async () => (await store.heldClaims(officeId)).length;
const states = async () => (await visitsOf(store, officeId)).map(({ state }) => state);

describe('bookings that come at once', () => {
  test('share their transactions; each is a visit, a claim and a fact, and the facts of the office are in order', async () => {
    const { seen, postgres } = watched(store.postgres);
    const people = (await known(8)).map((person, n) => ({ ...person, lastName: `Nom "${n}"`, firstName: `\\${n},{}` }));
    const book = makeBookVisit({ ...store, postgres, scheduling: claimedAtOnce(8) });
    const answers = await Promise.all(
      people.map((person, n) => book(aBooking(officeId, { person, startsAt: quarter(n), reason: `motif ${n}, NULL` }))),
    );
    expect(seen.transactions).toBe(2);
    for (const [n, { visit, lastName, firstName }] of answers.entries()) {
      const hers = { id: people[n]?.id, lastName: `Nom "${n}"`, firstName: `\\${n},{}` };
      expect({ id: visit.patientId, lastName, firstName }).toEqual(hers);
      expect(await findView(store.postgres, visit.id)).toMatchObject({
        visit: { patientId: hers.id, reason: `motif ${n}, NULL`, startsAt: quarter(n), state: 'booked' },
        lastName: hers.lastName,
        firstName: hers.firstName,
      });
    }
    expect(await states()).toEqual(Array.from({ length: 8 }, () => 'booked'));
    expect(await claims()).toBe(8);
    const told = await eventsOf(store, officeId);
    const visits = await visitsOf(store, officeId);
    expect(told.map(({ visit }) => visit.visitId).sort()).toEqual(visits.map(({ id }) => id).sort());
    const [{ sequences } = { sequences: [] }] = await store.postgres.query<{ sequences: number[] }>(
      `SELECT array_agg(sequence::int ORDER BY position) AS sequences FROM outbox WHERE key = $1`,
      [officeId],
    );
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('go on beside one whose patient is about to be banned: she alone waits, and is refused', async () => {
    const people = await known(5);
    const banned = people[2] as Person;
    await booked(store, officeId, { person: banned, startsAt: quarter(20) });
    const stopped = stoppedAfter(store.postgres, 'SET banned');
    const banning = makeBanPatient({ ...store, postgres: stopped.postgres })({
      officeId,
      patientId: banned.id,
      banned: true,
      byId: randomUUID(),
    });
    await stopped.reached;
    const { seen, postgres } = watched(store.postgres);
    const attempts = bookAtOnce({ ...store, postgres, scheduling: claimedAtOnce(4) }, people);
    const others = attempts.filter((_, index) => people[index] !== banned);
    expect(await outcomesOf(others)).toEqual(['done', 'done', 'done', 'done']);
    // Two rounds, and hers alone.
    expect(seen.transactions).toBe(3);
    stopped.goOn();
    await banning;
    expect(await outcomesOf(attempts)).toEqual(['done', 'done', 'patient_banned', 'done', 'done']);
    expect(await claims()).toBe(5);
  });

  test('and are refused one by one: who is deleted, who has no room; who is new is booked beside those who are known', async () => {
    const people = [...(await known(4)), aPerson(), aPerson()];
    const [deleted, full] = people as [Person, Person];
    await store.postgres.tx((tx) => forgetPerson(tx, store, deleted.id, 9));
    await booked(store, officeId, { person: full, startsAt: quarter(20) });
    const outcomes = await outcomesOf(bookAtOnce({ ...store, maxOpenVisits: 1 }, people));
    expect(outcomes).toEqual(['account_deleted', 'too_many_open_visits', 'done', 'done', 'done', 'done']);
    expect(await claims()).toBe(5);
  });

  test('of one person count each other', async () => {
    const [person] = await known(1);
    const book = makeBookVisit({ ...store, maxOpenVisits: 2 });
    const others = bookAtOnce(store, await known(3));
    const hers = [5, 6, 7, 8].map((n) => book(aBooking(officeId, { person: person as Person, startsAt: quarter(n) })));
    expect((await outcomesOf(hers)).sort()).toEqual(['done', 'done', 'too_many_open_visits', 'too_many_open_visits']);
    expect(await outcomesOf(others)).toEqual(['done', 'done', 'done']);
    expect(await claims()).toBe(5);
  });

  test('under one key are one visit, whatever comes beside them', async () => {
    const people = await known(3);
    const book = makeBookVisit(store);
    const cmd = aBooking(officeId, { person: people[0] as Person });
    const twice = [book(cmd), book(cmd)];
    const others = people.slice(1).map((person, n) => book(aBooking(officeId, { person, startsAt: quarter(n + 1) })));
    const [first, again] = await Promise.all(twice);
    expect(again?.visit.id).toBe(first?.visit.id);
    expect(await outcomesOf(others)).toEqual(['done', 'done']);
    expect(await visitsOf(store, officeId)).toHaveLength(3);
  });

  test('for a slot that is known to be taken are refused in one statement; one of them, repeated, is told what she has', async () => {
    const people = await known(3);
    const [winner, ...late] = people as [Person, Person, Person];
    const taken = schedulingWith(store.scheduling, {
      taken: () => ({ kind: 'conflict', code: 'slot_taken', message: 'The slot has just been taken.', details: {} }),
    });
    const hers = aBooking(officeId, { person: winner });
    const { visit } = await makeBookVisit(store)(hers);
    let statements = 0;
    const counting: Postgres = {
      ...store.postgres,
      query: (statement, params) => {
        if (typeof statement !== 'string' && statement.name === 'visit-insert') statements += 1;
        return store.postgres.query(statement, params);
      },
    };
    const on = { ...store, postgres: counting, scheduling: taken };
    // Each for a slot of her own, since those of one slot take turns.
    const book = makeBookVisit(on);
    const attempts = [
      book(hers),
      ...late.map((person, n) => book(aBooking(officeId, { person, startsAt: quarter(n + 1) }))),
    ];
    expect(await outcomesOf(attempts)).toEqual(['done', 'slot_taken', 'slot_taken']);
    expect(statements).toBe(1);
    expect(await attempts[0]).toMatchObject({ visit: { id: visit.id } });
    expect(await states()).toEqual(['booked', 'refused', 'refused']);
  });

  test('go on beside one whose office is held up: she alone waits', async () => {
    const [held, ...people] = (await known(4)) as [Person, Person, Person, Person];
    const elsewhere = await store.anOffice();
    await booked(store, elsewhere, { person: held, startsAt: quarter(20) });
    const stopped = stoppedAfter(store.postgres, 'outbox-add');
    const stuck = stopped.postgres.tx((tx) =>
      store.outbox.add(tx, elsewhere, HomeVisitsSaved, { officeId: elsewhere, version: 1 }),
    );
    await stopped.reached;
    const all = claimedAtOnce(4);
    const book = makeBookVisit({ ...store, scheduling: all });
    const hers = book(aBooking(elsewhere, { person: held }));
    const others = people.map((person, n) => book(aBooking(officeId, { person, startsAt: quarter(n) })));
    expect(await outcomesOf(others)).toEqual(['done', 'done', 'done']);
    stopped.goOn();
    await stuck;
    expect(await outcomesOf([hers])).toEqual(['done']);
  });

  test('are each a fact of the trace of who asked', async () => {
    const book = makeBookVisit({ ...store, scheduling: claimedAtOnce(3) });
    const asked = (await known(3)).map((person, n) =>
      inTrace(() => book(aBooking(officeId, { person, startsAt: quarter(n) }))),
    );
    const expected = await Promise.all(
      asked.map(async ({ traceId, begun }) => [(await begun).visit.id, expect.stringContaining(traceId)]),
    );
    const facts = await store.postgres.query<{ id: string; traceparent: string }>(
      `SELECT payload::jsonb -> 'visit' ->> 'visitId' AS id, traceparent FROM outbox WHERE key = $1`,
      [officeId],
    );
    expect(Object.fromEntries(facts.map(({ id, traceparent }) => [id, traceparent]))).toEqual(
      Object.fromEntries(expected),
    );
    expect(facts).toHaveLength(3);
  });

  test.each([1, 2])('stand once each, though the answer to their commit number %s is lost', async (nth) => {
    let [ended, lost] = [0, 0];
    const losing: Postgres = {
      ...store.postgres,
      tx: async (work, options) => {
        const answer = await store.postgres.tx(work, options);
        ended += 1;
        if (ended !== nth) return answer;
        lost += Array.isArray(answer) ? answer.length : 0;
        throw new Error('the connection was lost');
      },
    };
    // Once the answers to the intents are lost, they are written again one by one; the claims come after that.
    const on = { ...store, postgres: losing, scheduling: claimedAtOnce(4) };
    expect(await outcomesOf(bookAtOnce(on, await known(4)))).toEqual(['done', 'done', 'done', 'done']);
    expect(lost).toBe(4);
    expect(await states()).toEqual(['booked', 'booked', 'booked', 'booked']);
    expect(await eventsOf(store, officeId)).toHaveLength(4);
    expect(await claims()).toBe(4);
  });
});
