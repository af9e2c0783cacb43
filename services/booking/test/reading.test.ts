import { randomUUID } from 'node:crypto';
import { savePolicy } from '../src/outbound/postgres/office-repository';
import { searchPatients } from '../src/outbound/postgres/patient-repository';
import { savePaymentState } from '../src/outbound/postgres/payment-repository';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { makeMarkAbsence } from '../src/use-cases/mark-absence';
import { makeReadVisits } from '../src/use-cases/read-visits';
import { makeRunRetention } from '../src/use-cases/run-retention';
import { makeSaveHomeVisits } from '../src/use-cases/save-home-visits';
import { aPerson, booked, eventsOf, quarter, type Store, useOffice, visitsOf } from './booking-builder';

let store: Store;
let officeId: string;
const secretary = aPerson({ roles: ['secretary'] });
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

const teleconsultation = { reason: 'téléconsultation', phone: '0612345678' };
const markAbsent = (visitId: string) =>
  makeMarkAbsence(store)({ visitId, absent: true, requireStaff: async () => secretary });
const cancel = (visitId: string) =>
  makeCancelVisit(store)({ visitId, person: secretary, expectedVersion: 0, worksFor: async () => true });
const read = () => makeReadVisits(store);
const planning = (from?: Temporal.Instant, to?: Temporal.Instant) => read().planning(officeId, from, to);

describe('the planning of an office', () => {
  test('is its booked visits by time with names, ban and payment, and the sequence it includes', async () => {
    const person = aPerson({ lastName: 'Plisson', firstName: 'Patrick' });
    const second = await booked(store, officeId, { startsAt: quarter(1), person, ...teleconsultation });
    const first = await booked(store, officeId);
    const gone = await booked(store, officeId, { startsAt: quarter(2) });
    await cancel(gone.id);

    const { visits, sequence, homeVisits } = await planning();
    expect(visits.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(visits[1]).toMatchObject({
      startsAtS: quarter(1).epochMilliseconds / 1000,
      lastName: 'Plisson',
      firstName: 'Patrick',
      banned: false,
      unpaid: false,
    });
    expect(sequence).toBe((await eventsOf(store, officeId)).length);
    expect(homeVisits).toEqual({ text: '', version: 0 });
  });

  test('shows 30 past days, and beyond them only absences and teleconsultations not known to be paid', async () => {
    const usual = await booked(store, officeId);
    const absence = await booked(store, officeId, { startsAt: quarter(1) });
    const unpaid = await booked(store, officeId, { startsAt: quarter(2), ...teleconsultation });
    const paid = await booked(store, officeId, { startsAt: quarter(3), ...teleconsultation });
    await savePaymentState(store.postgres, paid.id, true, 1);
    store.clock.set('2027-01-12T12:00:00Z');
    await markAbsent(absence.id);
    const shown = async () => (await planning()).visits.map(({ id, unpaid }) => [id, unpaid]);
    expect(await shown()).toEqual([
      [usual.id, false],
      [absence.id, false],
      [unpaid.id, true],
      [paid.id, false],
    ]);
    store.clock.set('2027-02-20T12:00:00Z');
    expect(await shown()).toEqual([
      [absence.id, false],
      [unpaid.id, true],
    ]);
  });

  test('can be asked for a span', async () => {
    await booked(store, officeId);
    const second = await booked(store, officeId, { startsAt: quarter(1) });
    await booked(store, officeId, { startsAt: quarter(2) });
    const { visits } = await planning(quarter(1), quarter(2));
    expect(visits.map(({ id }) => id)).toEqual([second.id]);
  });

  test('of an unknown office is empty', async () => {
    expect(await read().planning(randomUUID(), undefined, undefined)).toMatchObject({ visits: [], sequence: 0 });
  });
});

describe('my visits', () => {
  test('say of each whether I may cancel it, and keep cancelled ones in sight', async () => {
    const person = aPerson();
    const mine = await booked(store, officeId, { person });
    const cancelled = await booked(store, officeId, { person, startsAt: quarter(1) });
    await booked(store, officeId, { startsAt: quarter(2) });
    await cancel(cancelled.id);
    const list = async () =>
      (await read().mine(person.id)).map(({ visit, mayCancel }) => [visit.id, visit.state, mayCancel]);
    expect(await list()).toEqual([
      [mine.id, 'booked', false],
      [cancelled.id, 'cancelled', false],
    ]);
    await savePolicy(store.postgres, {
      officeId,
      version: 1,
      tz: 'Europe/Paris',
      bookingMode: '',
      reasonMode: '',
      patientsMayCancel: true,
      cutoffHours: 2,
      secretariatPhone: '',
      teleconsultationPriceCents: 0,
    });
    expect((await list())[0]).toEqual([mine.id, 'booked', true]);
    store.clock.set('2027-01-12T06:00:01Z');
    expect((await list())[0]).toEqual([mine.id, 'booked', false]);
  });

  test('show an unpaid teleconsultation until it is settled', async () => {
    const person = aPerson();
    const visit = await booked(store, officeId, { person, ...teleconsultation });
    const unpaid = async () => {
      const mine = (await read().mine(person.id)).map((own) => own.unpaid);
      expect((await planning()).visits.map((planned) => planned.unpaid)).toEqual(mine);
      return mine;
    };
    expect(await unpaid()).toEqual([false]);
    store.clock.set(visit.endsAt.toString());
    expect(await unpaid()).toEqual([true]);
    await savePaymentState(store.postgres, visit.id, false, 1);
    expect(await unpaid()).toEqual([true]);
    await savePaymentState(store.postgres, visit.id, true, 3);
    await savePaymentState(store.postgres, visit.id, false, 2);
    expect(await unpaid()).toEqual([false]);
  });
});

test('one visit is shown to its patient, its staff and a service, and to nobody else', async () => {
  const person = aPerson();
  const { id: visitId } = await booked(store, officeId, { person });
  const ask = (asks: typeof person | undefined, works = false) =>
    read().one({ visitId, person: asks, worksFor: async () => works });
  await expect(ask(person)).resolves.toMatchObject({ visit: { id: visitId } });
  await expect(ask(aPerson(), true)).resolves.toBeDefined();
  await expect(ask(undefined)).resolves.toBeDefined();
  await expect(ask(aPerson())).rejects.toMatchObject({ code: 'visit_not_found' });
});

describe('retention', () => {
  test('forgets visits older than 30 days, but no absence, and no teleconsultation not known to be paid', async () => {
    const booking = (n: number, change = {}) => booked(store, officeId, { startsAt: quarter(n), ...change });
    const usual = await booking(0);
    const absence = await booking(1);
    const unknown = await booking(2, teleconsultation);
    const unpaid = await booking(3, teleconsultation);
    const paid = await booking(4, teleconsultation);
    const cancelled = await booking(5, teleconsultation);
    await cancel(cancelled.id);
    await savePaymentState(store.postgres, unpaid.id, false, 1);
    await savePaymentState(store.postgres, paid.id, true, 1);
    store.clock.set('2027-01-12T12:00:00Z');
    await markAbsent(absence.id);

    const kept = async () => new Set((await visitsOf(store, officeId)).map((visit) => visit.id));
    store.clock.set('2027-02-11T22:30:00Z');
    await makeRunRetention(store)();
    expect((await kept()).size).toBe(6);
    store.clock.set('2027-02-11T23:30:00Z');
    await makeRunRetention(store)();
    await makeRunRetention(store)();
    expect(await kept()).toEqual(new Set([absence.id, unknown.id, unpaid.id]));
    expect(await store.postgres.query('SELECT 1 FROM payment_state WHERE visit_id = $1', [paid.id])).toEqual([]);
    expect(await kept()).not.toContain(usual.id);
  });

  test('keeps nothing of a payment that is told of again when its visit is gone', async () => {
    const visit = await booked(store, officeId, teleconsultation);
    await savePaymentState(store.postgres, visit.id, true, 1);
    store.clock.advance({ hours: 49 });
    await makeRunRetention(store)(Temporal.PlainDate.from('2027-02-12'));
    await savePaymentState(store.postgres, visit.id, true, 2);
    expect(await store.postgres.query('SELECT 1 FROM payment_state WHERE visit_id = $1', [visit.id])).toEqual([]);
  });

  test('runs for a given day, and never forgets a key that is two days young', async () => {
    const visit = await booked(store, officeId);
    const today = Temporal.PlainDate.from('2027-02-12');
    await makeRunRetention(store)(today);
    expect(await visitsOf(store, officeId)).toHaveLength(1);
    store.clock.advance({ hours: 49 });
    await makeRunRetention(store)(today.subtract({ days: 1 }));
    expect(await visitsOf(store, officeId)).toMatchObject([{ id: visit.id }]);
    await makeRunRetention(store)(today);
    expect(await visitsOf(store, officeId)).toEqual([]);
  });
});

describe('the home-visits text', () => {
  const save = (text: string, expectedVersion: number) =>
    makeSaveHomeVisits(store)({ officeId, text, expectedVersion, byId: secretary.id });

  test('is saved in versions, a stale page is refused, and its fact says nothing of it', async () => {
    expect(await save('Mme Durand à 8 h', 0)).toBe(1);
    expect(await save('', 1)).toBe(2);
    await expect(save('trop tard', 1)).rejects.toMatchObject({ kind: 'conflict', code: 'stale_version' });
    await expect(save('trop tôt', 0)).rejects.toMatchObject({ code: 'stale_version' });
    const { homeVisits, sequence } = await planning();
    expect(homeVisits).toEqual({ text: '', version: 2 });
    expect(sequence).toBe(2);
    expect(JSON.stringify(await eventsOf(store, officeId))).not.toContain('Durand');
  });
});

describe('the search for patients', () => {
  const people = [
    ['Lefèvre', 'Jean-Pierre'],
    ['Durand', 'Zoé'],
    ['Étienne', 'Pierre'],
    ["O'Brien", 'Mary'],
    ['Plisson', 'Patrick'],
  ] as const;
  beforeEach(async () => {
    for (const [lastName, firstName] of people) {
      const id = randomUUID();
      await store.postgres.query('INSERT INTO patient (id) VALUES ($1)', [id]);
      await store.postgres.query(
        `INSERT INTO office_patient (office_id, patient_id, last_name, first_name, person_version) VALUES ($1, $2, $3, $4, 1)`,
        [officeId, id, lastName, firstName],
      );
    }
  });
  const search = async (query: string) =>
    (await searchPatients(store.postgres, officeId, query, 100)).map((patient) => patient.lastName);

  test.each([
    ['', ['Durand', 'Étienne', 'Lefèvre', "O'Brien", 'Plisson']],
    ['  ', ['Durand', 'Étienne', 'Lefèvre', "O'Brien", 'Plisson']],
    ['pierre', ['Étienne', 'Lefèvre']],
    ['JEAN', ['Lefèvre']],
    ['lefevre jean pierre', ['Lefèvre']],
    ['pierre-jean', ['Lefèvre']],
    ['etienne', ['Étienne']],
    ['o brien', ["O'Brien"]],
    ['plison', ['Plisson']],
    ['zzz', []],
    ['%', ['Durand', 'Étienne', 'Lefèvre', "O'Brien", 'Plisson']],
  ])('"%s"', async (query, expected) => expect(await search(query)).toEqual(expected));

  test('stays in the office', async () => {
    officeId = randomUUID();
    expect(await search('')).toEqual([]);
  });
});
