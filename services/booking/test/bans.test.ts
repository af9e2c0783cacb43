import { randomUUID } from 'node:crypto';
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

let store: Store;
let officeId: string;
useOffice((opened, anOffice) => {
  [store, officeId] = [opened, anOffice];
});

describe('a ban', () => {
  test('refuses the next booking, and lifting it lets the patient again; only its changes are told', async () => {
    const person = aPerson();
    await booked(store, officeId, { person });
    const ban = (banned: boolean) =>
      makeBanPatient(store)({ officeId, patientId: person.id, banned, byId: randomUUID() });
    await ban(true);
    await ban(true);
    const next = () => makeBookVisit(store)(aBooking(officeId, { person, startsAt: quarter(1) }));
    await expect(next()).rejects.toMatchObject({ kind: 'forbidden', code: 'patient_banned' });
    await ban(false);
    await expect(next()).resolves.toBeDefined();
    const bans = (await eventsOf(store, officeId)).filter((event) => event.type === 'PatientBanned');
    expect(bans.map((event) => [event.version, event.banned])).toEqual([
      [1, true],
      [2, undefined],
    ]);
  });

  test('that lands between claim and commit wins: the claim is freed, and the key remembers why', async () => {
    const person = aPerson();
    await booked(store, officeId, { person });
    const { scheduling } = store;
    const overtaken = schedulingWith(scheduling, {
      claim: async (claim, deadline) => {
        const slot = await scheduling.claim(claim, deadline);
        await makeBanPatient(store)({ officeId, patientId: person.id, banned: true, byId: randomUUID() });
        return slot;
      },
    });
    const cmd = aBooking(officeId, { person, startsAt: quarter(1) });
    await expect(makeBookVisit({ ...store, scheduling: overtaken })(cmd)).rejects.toMatchObject({
      code: 'patient_banned',
    });
    await expect(makeBookVisit(store)(cmd)).rejects.toMatchObject({ code: 'patient_banned' });
    expect(await store.heldClaims(officeId)).toHaveLength(1);
    expect((await visitsOf(store, officeId)).map((visit) => visit.state).sort()).toEqual(['booked', 'refused']);
  });

  test('of somebody who was never the patient of the office is refused', async () => {
    const cmd = { officeId, patientId: randomUUID(), banned: true, byId: randomUUID() };
    await expect(makeBanPatient(store)(cmd)).rejects.toMatchObject({ code: 'patient_not_found' });
  });
});
