import { randomUUID } from 'node:crypto';
import type { Event, Person } from '@creneau/chassis';
import { PersonChanged } from '@creneau/proto/identity/v1/events';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import { subscriptions } from '../src/inbound/kafka/subscriptions';
import { findCancelPolicy } from '../src/outbound/postgres/office-repository';
import type { MismatchCounts } from '../src/outbound/postgres/reconciler-repository';
import { findView } from '../src/outbound/postgres/view-repository';
import { makeBookVisit } from '../src/use-cases/book-visit';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { makeCompareOffice, makeReconcile } from '../src/use-cases/reconcile';
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
  useOffice,
  visitsOf,
} from './booking-builder';

let store: Store;
let officeId: string;
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

describe('the reconciler', () => {
  const compare = (on: Store = store) => makeCompareOffice(on)(officeId);

  test('finds nothing where every visit has its claim and every claim its visit', async () => {
    await booked(store, officeId);
    await expect(
      makeBookVisit({ ...store, postgres: dyingAt(store.postgres, 2) })(aBooking(officeId, { startsAt: quarter(1) })),
    ).rejects.toThrow('died');
    expect(await compare()).toEqual({ visitsWithoutClaim: [], claimsWithoutVisit: [] });
    expect(await store.heldClaims(officeId)).toHaveLength(2);
  });

  test('frees a claim that no visit stands on', async () => {
    const stray = { officeId, visitId: randomUUID(), claimNo: 1 };
    await store.scheduling.claim({ ...stray, startsAt: NINE }, inTime());
    const visit = await booked(store, officeId, { startsAt: quarter(1) });
    const spent = { officeId, visitId: visit.id, claimNo: 7 };
    await store.scheduling.claim({ ...spent, startsAt: quarter(2) }, inTime());
    const { claimsWithoutVisit } = await compare();
    expect(claimsWithoutVisit).toHaveLength(2);
    expect(claimsWithoutVisit).toEqual(expect.arrayContaining([stray, spent]));
    expect(await store.heldClaims(officeId)).toMatchObject([{ visit_id: visit.id, claim_no: 1 }]);
  });

  test('reports a visit whose claim is gone', async () => {
    const visit = await booked(store, officeId);
    const claim = { officeId, visitId: visit.id, claimNo: 1 };
    await store.scheduling.release(claim, inTime());
    expect((await compare()).visitsWithoutClaim).toMatchObject([claim]);
    // It was freed: what is freed for a number stays free, and people must decide.
    expect((await compare()).visitsWithoutClaim).toMatchObject([claim]);
  });

  test('is not misled by what is booked or moves while it looks', async () => {
    const { scheduling } = store;
    const busy = schedulingWith(scheduling, {
      heldClaims: async (office, after) => {
        const held = await scheduling.heldClaims(office, after);
        await booked(store, officeId);
        return held;
      },
    });
    expect(await compare({ ...store, scheduling: busy })).toEqual({ visitsWithoutClaim: [], claimsWithoutVisit: [] });
  });

  test('is not misled by what is cancelled while it looks, nor by a claim that waits to be freed', async () => {
    const { scheduling } = store;
    const cancel = (visitId: string, person: Person, on: Store) =>
      makeCancelVisit(on)({ visitId, person, expectedVersion: 0, worksFor: async () => true });
    const person = aPerson({ roles: ['secretary'] });
    const meanwhile = await booked(store, officeId);
    const waiting = await booked(store, officeId, { startsAt: quarter(1) });
    const away = schedulingWith(scheduling, { release: () => Promise.reject(new Error('away')) });
    await cancel(waiting.id, person, { ...store, scheduling: away });
    const busy = schedulingWith(scheduling, {
      heldClaims: async (office, after) => {
        const held = await scheduling.heldClaims(office, after);
        await cancel(meanwhile.id, person, store);
        return held;
      },
    });
    expect(await compare({ ...store, scheduling: busy })).toEqual({ visitsWithoutClaim: [], claimsWithoutVisit: [] });
    expect(await store.heldClaims(officeId)).toMatchObject([{ visit_id: waiting.id }]);
  });

  test('takes every office in turn, once in its time whatever number of replicas runs', async () => {
    await booked(store, officeId);
    const seen: string[] = [];
    const looking = schedulingWith(store.scheduling, {
      heldClaims: (office, after) => {
        seen.push(office);
        return store.scheduling.heldClaims(office, after);
      },
    });
    const round = makeReconcile({ ...store, scheduling: looking }, () => undefined);
    await Promise.all([round(), round(), round()]);
    expect(seen.filter((office) => office === officeId)).toHaveLength(1);
    await round();
    expect(seen.filter((office) => office === officeId)).toHaveLength(1);
    store.clock.advance({ minutes: 1 });
    await round();
    expect(seen.filter((office) => office === officeId)).toHaveLength(2);
  });

  test('says in every replica what does not agree, and that it agrees again, whichever found it', async () => {
    const told: MismatchCounts[][] = [[], []];
    const [here, there] = told.map((found) => makeReconcile(store, (counts) => found.push(counts)));
    const minute = async (...rounds: (typeof here)[]) => {
      store.clock.advance({ minutes: 1 });
      for (const round of rounds) await round?.();
      return told.map((found) => found.at(-1)?.visitsWithoutClaim ?? 0);
    };
    const [others = 0] = await minute(here, there);
    const visit = await booked(store, officeId);
    await store.scheduling.release({ officeId, visitId: visit.id, claimNo: 1 }, inTime());
    expect(await minute(here, there)).toEqual([others + 1, others + 1]);
    await makeCancelVisit(store)({
      visitId: visit.id,
      person: aPerson({ roles: ['secretary'] }),
      expectedVersion: 0,
      worksFor: async () => true,
    });
    expect(await minute(there, here)).toEqual([others, others]);
  });

  test('goes on when one office cannot be compared, and says so at the end', async () => {
    const failing = await store.anOffice();
    for (const [n, office] of [failing, officeId].entries()) await booked(store, office, { startsAt: quarter(n) });
    store.clock.advance({ hours: 1 });
    const compared = new Set<string>();
    const scheduling = schedulingWith(store.scheduling, {
      heldClaims: async (office, after) => {
        if (office === failing) throw new Error('away');
        compared.add(office);
        return store.scheduling.heldClaims(office, after);
      },
    });
    let reports = 0;
    const round = makeReconcile({ ...store, scheduling }, () => {
      reports += 1;
    });
    await expect(round()).rejects.toThrow('1 offices could not be compared');
    expect(compared).toContain(officeId);
    expect(reports).toBe(1);
  });

  test('ends between two offices when its process stops', async () => {
    await booked(store, officeId);
    store.clock.advance({ hours: 2 });
    let compared = 0;
    const scheduling = schedulingWith(store.scheduling, {
      heldClaims: (office, after) => {
        compared += 1;
        return store.scheduling.heldClaims(office, after);
      },
    });
    await makeReconcile({ ...store, scheduling }, () => undefined)(() => true);
    expect(compared).toBe(0);
  });
});

/** Applies a fact as the consumer would. */
const apply = async <T>(type: { $type: string; fromPartial?: unknown }, data: T): Promise<void> => {
  const subscription = subscriptions(store).find((candidate) => candidate.type === type.$type);
  if (!subscription) throw new Error(`nobody subscribes to ${type.$type}`);
  const event: Event = {
    id: randomUUID(),
    type: type.$type,
    key: '',
    sequence: 1,
    occurredAt: store.clock.now(),
    data,
  };
  const found = await subscription.prepare?.(event, store.postgres);
  await store.postgres.tx((tx) => subscription.effect(event, tx, found));
};

describe("an office's settings", () => {
  const saved = (version: number, patientsMayCancel: boolean) =>
    apply(
      SettingsSaved,
      SettingsSaved.fromJSON({
        officeId,
        version,
        settings: { version, patientsMayCancel, cancelCutoffHours: 3, timeZone: 'Europe/Paris' },
      }),
    );

  test('are kept in their newest version, in whatever order they come', async () => {
    await saved(2, true);
    await saved(1, false);
    expect(await findCancelPolicy(store.postgres, officeId)).toEqual({ patientsMayCancel: true, cutoffHours: 3 });
    await saved(3, false);
    expect((await findCancelPolicy(store.postgres, officeId)).patientsMayCancel).toBe(false);
  });
});

describe('what is due', () => {
  test.each([
    ['PAID', true],
    ['EXEMPT', true],
    ['REFUNDED', true],
    ['VOID', true],
    ['UNPAID', false],
  ])('%s settles a visit: %s', async (state, settled) => {
    const visit = await booked(store, officeId);
    const due = { visitId: visit.id, officeId, state: `DUE_STATE_${state}` };
    await apply(DueChanged, DueChanged.fromJSON({ officeId, version: 1, due }));
    expect(await findView(store.postgres, visit.id)).toMatchObject({ settled });
  });
});

describe('a person', () => {
  const changed = (personId: string, version: number, state = 'PERSON_STATE_ACTIVE') =>
    apply(PersonChanged, PersonChanged.fromJSON({ personId, version, state }));

  test('who changes her name has it changed in every office that knows her', async () => {
    const person = aPerson({ lastName: 'Durand' });
    const visit = await booked(store, officeId, { person });
    store.knownNames.set(person.id, { lastName: 'Martin', firstName: 'Zoé', version: 5 });
    await changed(person.id, 5);
    expect(await findView(store.postgres, visit.id)).toMatchObject({ lastName: 'Martin', firstName: 'Zoé' });
    store.knownNames.set(person.id, { lastName: 'Durand', firstName: 'Zoé', version: 4 });
    await changed(person.id, 4);
    expect(await findView(store.postgres, visit.id)).toMatchObject({ lastName: 'Martin' });
  });

  test('whose names were remembered before she changed them is asked for again', async () => {
    const person = aPerson();
    await changed(person.id, 3);
    const asked: number[] = [];
    const people = {
      ...store.people,
      consenting: async (_: unknown, minVersion: number) => {
        asked.push(minVersion);
        return { lastName: minVersion >= 3 ? 'Neuve' : 'Ancienne', firstName: '', version: Math.max(1, minVersion) };
      },
    };
    const { visit, lastName } = await makeBookVisit({ ...store, people })(aBooking(officeId, { person }));
    expect(asked).toEqual([0, 3]);
    expect(lastName).toBe('Neuve');
    expect(await findView(store.postgres, visit.id)).toMatchObject({ lastName: 'Neuve' });
  });

  test('who deletes her account loses her coming visits, and what is kept says nothing of her', async () => {
    const person = aPerson();
    const past = await booked(store, officeId, { person, reason: 'douleur' });
    const elsewhere = await store.anOffice();
    store.clock.set('2027-01-12T12:00:00Z');
    const coming = await booked(store, officeId, { person, startsAt: quarter(24), reason: 'douleur' });
    await booked(store, elsewhere, { person, startsAt: quarter(24) });
    const open = aBooking(officeId, { person, startsAt: quarter(25) });
    await expect(makeBookVisit({ ...store, postgres: dyingAt(store.postgres, 2) })(open)).rejects.toThrow('died');

    await changed(person.id, 9, 'PERSON_STATE_DELETED');
    await changed(person.id, 9, 'PERSON_STATE_DELETED');
    expect((await visitsOf(store, officeId)).map((visit) => visit.state)).toEqual(['booked', 'cancelled', 'refused']);
    expect((await eventsOf(store, officeId)).at(-1)).toMatchObject({
      type: 'VisitCancelled',
      by: 'ACTOR_KIND_SYSTEM',
      visit: { visitId: coming.id },
    });
    expect((await eventsOf(store, elsewhere)).map((event) => event.type)).toEqual(['VisitBooked', 'VisitCancelled']);
    expect(await findView(store.postgres, past.id)).toMatchObject({
      lastName: '',
      firstName: '',
      visit: { reason: '' },
    });
    await expect(makeBookVisit(store)(open)).rejects.toMatchObject({ code: 'account_deleted' });
    await expect(makeBookVisit(store)({ ...open, key: randomUUID() })).rejects.toMatchObject({
      code: 'account_deleted',
    });
  });
});
