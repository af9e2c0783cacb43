import { randomUUID } from 'node:crypto';
import { aHalt, eventually } from '@creneau/chassis/testing';
import { makeBookVisit } from '../src/use-cases/book-visit';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { visitMessage } from '../src/use-cases/messages';
import {
  aBooking,
  aPerson,
  at,
  booked,
  eventsOf,
  quarter,
  type Store,
  schedulingWith,
  someTerms,
  tally,
  useOffice,
  visitsOf,
} from './booking-builder';

let store: Store;
let officeId: string;
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

const cancelOwn = (visitId: string, person = aPerson({ roles: ['secretary'] })) =>
  makeCancelVisit(store)({ visitId, person, worksFor: async () => true, expectedVersion: 0 });

describe('a booking', () => {
  test('takes the slot with its length, and tells a fact with nothing personal in it', async () => {
    const person = aPerson({ lastName: 'Zimmermann' });
    const visit = await booked(store, officeId, {
      person,
      reason: 'visite par téléconsultation',
      phone: '06 12 34 56 78',
    });
    expect(visit).toMatchObject({
      state: 'booked',
      version: 2,
      scheduleRevision: 1,
      reason: 'visite par téléconsultation (0612345678)',
      phone: '0612345678',
      priceCents: 2_500,
      tz: 'Europe/Paris',
    });
    expect(visit.endsAt.toString()).toBe('2027-01-12T08:15:00Z');
    expect(await store.heldClaims(officeId)).toMatchObject([{ visit_id: visit.id, claim_no: 1 }]);

    const [event, ...others] = await eventsOf(store, officeId);
    expect(others).toEqual([]);
    expect(event).toEqual({
      type: 'VisitBooked',
      by: 'ACTOR_KIND_PATIENT',
      visit: {
        claimNo: 1,
        visitId: visit.id,
        officeId,
        patientId: person.id,
        state: 'VISIT_STATE_BOOKED',
        startsAt: '2027-01-12T08:00:00Z',
        endsAt: '2027-01-12T08:15:00Z',
        timeZone: 'Europe/Paris',
        teleconsultation: true,
        version: 2,
        scheduleRevision: 1,
        bookedAt: '2027-01-11T07:00:00Z',
        priceCents: 2_500,
      },
    });
    expect(JSON.stringify(event)).not.toMatch(/0612345678|Zimmermann|téléconsultation/i);
  });

  test('of one slot by twenty patients at once is won by one; nineteen are told slot_taken', async () => {
    const { succeeded, codes } = await tally(
      Array.from({ length: 20 }, () => makeBookVisit(store)(aBooking(officeId))),
    );
    expect(succeeded).toBe(1);
    expect(codes).toEqual(Array(19).fill('slot_taken'));
    expect(await store.heldClaims(officeId)).toHaveLength(1);
    expect((await visitsOf(store, officeId)).filter((visit) => visit.state === 'booked')).toHaveLength(1);
    expect(await eventsOf(store, officeId)).toHaveLength(1);
  });

  test('of a slot just refused as taken is refused without asking again, under its key, until the slot is free', async () => {
    const { id } = await booked(store, officeId);
    const asked = jest.spyOn(store.scheduling, 'claim');
    let late = aBooking(officeId);
    // What was booked is told a moment later, and what was refused before counts no more then.
    await eventually(async () => {
      await expect(makeBookVisit(store)(aBooking(officeId))).rejects.toMatchObject({ code: 'slot_taken' });
      asked.mockClear();
      late = aBooking(officeId, { reason: 'Douleur' });
      await expect(makeBookVisit(store)(late)).rejects.toMatchObject({ code: 'slot_taken' });
      expect(asked).not.toHaveBeenCalled();
    });
    asked.mockRestore();

    await cancelOwn(id);
    expect((await makeBookVisit(store)(aBooking(officeId))).visit.state).toBe('booked');
    await expect(makeBookVisit(store)(late)).rejects.toMatchObject({ code: 'slot_taken' });
    expect(await store.postgres.query('SELECT reason FROM visit WHERE idempotency_key = $1', [late.key])).toEqual([
      { reason: '' },
    ]);
  });

  test('waits a moment for whoever is about to get the slot, and no longer', async () => {
    const held = aHalt();
    const scheduling = schedulingWith(store.scheduling, {
      claim: async (claim, deadline) => {
        await held.here();
        return store.scheduling.claim(claim, deadline);
      },
    });
    const book = makeBookVisit({ ...store, scheduling });
    const both = [book(aBooking(officeId)), book(aBooking(officeId))];
    await held.reached;
    expect(await visitsOf(store, officeId)).toHaveLength(1);
    await eventually(async () => expect(await visitsOf(store, officeId)).toHaveLength(2));
    held.goOn();
    expect(await tally(both)).toEqual({ succeeded: 1, codes: ['slot_taken'] });
  });

  test('repeated by its winner is answered as booked while the slot is known to be taken', async () => {
    const mine = aBooking(officeId);
    const { visit } = await makeBookVisit(store)(mine);
    await eventually(async () => {
      await expect(makeBookVisit(store)(aBooking(officeId))).rejects.toMatchObject({ code: 'slot_taken' });
      expect(store.scheduling.taken(officeId, mine.startsAt)).toMatchObject({ code: 'slot_taken' });
      expect((await makeBookVisit(store)(mine)).visit.id).toBe(visit.id);
    });
  });

  test.each([
    ['off the grid', '2027-01-12T08:07:00Z', 'slot_off_grid'],
    ['in the past', '2027-01-11T06:45:00Z', 'slot_past'],
    ['beyond the window', '2027-06-01T08:00:00Z', 'slot_beyond_window'],
  ])('%s is refused', async (_, start, code) => {
    await expect(makeBookVisit(store)(aBooking(officeId, { startsAt: at(start) }))).rejects.toMatchObject({ code });
    expect(await eventsOf(store, officeId)).toEqual([]);
  });

  test('of an office without planning is refused', async () => {
    await expect(makeBookVisit(store)(aBooking(randomUUID()))).rejects.toMatchObject({
      code: 'planning_not_generated',
    });
  });

  test('in mode A needs a verified e-mail on the list, and says whom to call', async () => {
    const asked: string[] = [];
    const listed = {
      ...store,
      terms: {
        current: async (_: string, email: string) => {
          asked.push(email);
          return someTerms({ listedOnly: true, emailListed: email !== '' });
        },
      },
    };
    const person = aPerson({ email: 'jeanne@example.org', emailVerified: false });
    await expect(makeBookVisit(listed)(aBooking(officeId, { person }))).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'email_not_listed',
      details: { phone: '0123456789' },
    });
    await makeBookVisit(listed)(aBooking(officeId, { person: { ...person, emailVerified: true } }));
    expect(asked).toEqual(['', 'jeanne@example.org']);
  });

  test('names the field that is wrong, and writes nothing', async () => {
    const cmd = aBooking(officeId, { reason: 'téléconsultation' });
    await expect(makeBookVisit(store)(cmd)).rejects.toMatchObject({
      kind: 'invalid',
      fields: [{ field: 'phone', rule: 'required' }],
    });
    expect(await visitsOf(store, officeId)).toEqual([]);
  });
});

describe('the same key', () => {
  test('five times at once makes one visit and five equal answers', async () => {
    const cmd = aBooking(officeId);
    const answers = await Promise.all(Array.from({ length: 5 }, () => makeBookVisit(store)(cmd)));
    const messages = answers.map((answer) => JSON.stringify(visitMessage(answer)));
    expect(new Set(messages)).toEqual(new Set([messages[0]]));
    expect(await visitsOf(store, officeId)).toHaveLength(1);
    expect(await eventsOf(store, officeId)).toHaveLength(1);
  });

  test('repeats a refusal, even when the slot is free again', async () => {
    const winner = await booked(store, officeId);
    const cmd = aBooking(officeId);
    const { codes } = await tally(Array.from({ length: 5 }, () => makeBookVisit(store)(cmd)));
    expect(codes).toEqual(Array(5).fill('slot_taken'));
    await cancelOwn(winner.id);
    await expect(makeBookVisit(store)(cmd)).rejects.toMatchObject({ kind: 'conflict', code: 'slot_taken' });
    expect(await store.heldClaims(officeId)).toEqual([]);
  });

  test('repeats the answer although the rules have changed since', async () => {
    const cmd = aBooking(officeId);
    const first = await makeBookVisit(store)(cmd);
    const closed = { ...store, terms: { current: async () => someTerms({ listedOnly: true }) } };
    expect(await makeBookVisit(closed)(cmd)).toEqual(first);
  });

  test('with another body is refused; of another person it is another key', async () => {
    const cmd = aBooking(officeId);
    await makeBookVisit(store)(cmd);
    await expect(makeBookVisit(store)({ ...cmd, startsAt: quarter(1) })).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'key_reused',
    });
    await expect(makeBookVisit(store)({ ...cmd, reason: 'autre' })).rejects.toMatchObject({ code: 'key_reused' });
    await expect(makeBookVisit(store)({ ...cmd, person: aPerson(), startsAt: quarter(1) })).resolves.toMatchObject({
      visit: { state: 'booked' },
    });
  });
});

describe('the limit of open visits', () => {
  const atMost = (maxOpenVisits: number) => makeBookVisit({ ...store, maxOpenVisits });

  test('counts per office, and two at once do not slip past it', async () => {
    const person = aPerson();
    await atMost(2)(aBooking(officeId, { person }));
    const { succeeded, codes } = await tally(
      [1, 2, 3].map((n) => atMost(2)(aBooking(officeId, { person, startsAt: quarter(n) }))),
    );
    expect(succeeded).toBe(1);
    expect(codes).toEqual(['too_many_open_visits', 'too_many_open_visits']);
    const elsewhere = await store.anOffice();
    await expect(atMost(2)(aBooking(elsewhere, { person }))).resolves.toBeDefined();
  });

  test('counts no visit that is over, cancelled or refused', async () => {
    const person = aPerson();
    const first = await booked(store, officeId, { person });
    await expect(atMost(1)(aBooking(officeId, { person, startsAt: quarter(1) }))).rejects.toMatchObject({
      kind: 'limited',
    });
    await cancelOwn(first.id);
    await booked(store, officeId);
    await expect(atMost(1)(aBooking(officeId, { person }))).rejects.toMatchObject({ code: 'slot_taken' });
    await atMost(1)(aBooking(officeId, { person, startsAt: quarter(1) }));
    store.clock.set('2027-01-12T12:00:00Z');
    await expect(
      atMost(1)(aBooking(officeId, { person, startsAt: at('2027-01-12T13:00:00Z') })),
    ).resolves.toBeDefined();
  });
});
