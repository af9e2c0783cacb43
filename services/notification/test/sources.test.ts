import { randomUUID } from 'node:crypto';
import { createLogger, Life, openGrpcClient } from '@creneau/chassis';
import { serviceTokenOf } from '@creneau/chassis/testing';
import type { Visit } from '@creneau/proto/booking/v1/messages';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { createSources } from '../src/outbound/clients/sources';
import { aPerson, at, aVisitOf, factsOf } from './builders';
import { openCollaborators, type World } from './collaborators';

/** What is asked for at once, on its way to booking and identity over real gRPC. */

const life = new Life(createLogger('sources-test', 'silent'));
let world: World;
let collaborators: Awaited<ReturnType<typeof openCollaborators>>;

beforeEach(async () => {
  world = { visits: new Map(), people: new Map(), owners: new Map(), asked: { visits: [], people: [], offices: [] } };
  collaborators = await openCollaborators(world);
});
afterEach(() => collaborators.close());
afterAll(() => life.stop());

const openSources = async () => {
  const reached = {
    life,
    address: collaborators.address,
    serviceToken: serviceTokenOf('notification'),
    idempotent: [],
  };
  return createSources({
    booking: await openGrpcClient({ ...reached, definition: BookingServiceService }),
    identity: await openGrpcClient({ ...reached, definition: IdentityServiceService }),
    officeConfig: await openGrpcClient({ ...reached, definition: OfficeConfigServiceService }),
  });
};
const bookedVisits = (count: number): Visit[] =>
  Array.from({ length: count }, (_, nth) => {
    const patient = aPerson({ firstName: `Patrick ${nth}` });
    const visit = aVisitOf(patient, randomUUID(), '2027-01-12T08:15:00Z', at('2027-01-05T10:00:00Z'));
    world.people.set(patient.id, patient);
    world.visits.set(factsOf(visit).visitId, visit);
    return visit;
  });
/** Of calls that are made at once, and may come in any order: the largest first. */
const sizes = (calls: readonly string[][]): number[] => calls.map((ids) => ids.length).sort((a, b) => b - a);

test('what is asked for at once is one question of a hundred at most, and each is answered for itself', async () => {
  const sources = await openSources();
  const visits = bookedVisits(120).map(factsOf);
  const unknown = randomUUID();
  const found = await Promise.all([unknown, ...visits.map(({ visitId }) => visitId)].map(sources.visit));
  expect(found.map((visit) => visit?.visitId)).toEqual([undefined, ...visits.map(({ visitId }) => visitId)]);
  expect(found.slice(1).map((visit) => visit?.patient)).toEqual(visits.map((_, nth) => `Patrick ${nth} Plisson`));

  const people = await Promise.all([unknown, ...visits.map(({ patientId }) => patientId)].map(sources.recipient));
  expect(people.map((person) => person?.address)).toEqual([
    undefined,
    ...visits.map(({ patientId }) => world.people.get(patientId)?.email),
  ]);
  for (const calls of [world.asked.visits, world.asked.people]) expect(sizes(calls)).toEqual([100, 21]);
});

test('two who ask for the same are told the same, by one of them', async () => {
  const sources = await openSources();
  const [visit] = bookedVisits(1).map(factsOf);
  const id = visit?.visitId ?? '';
  const [one, other] = await Promise.all([sources.visit(id), sources.visit(id)]);
  expect(one?.visitId).toBe(id);
  expect(other).toEqual(one);
  expect(world.asked.visits).toEqual([[id]]);
});

test('nothing is remembered: what changed since is told', async () => {
  const sources = await openSources();
  const [visit] = bookedVisits(1);
  if (!visit) throw new Error('no visit');
  const { visitId } = factsOf(visit);
  await sources.visit(visitId);
  world.visits.set(visitId, { ...visit, facts: { ...factsOf(visit), scheduleRevision: 2 } });
  expect(await sources.visit(visitId)).toMatchObject({ scheduleRevision: 2 });
  world.visits.delete(visitId);
  expect(await sources.visit(visitId)).toBeUndefined();
});

test('what fails for one visit is told to who asked for it, and the others are asked for alone', async () => {
  const sources = await openSources();
  const [broken, ...whole] = bookedVisits(3).map(factsOf);
  const ids = [broken, ...whole].map((facts) => facts?.visitId ?? '');
  world.broken = ids[0];
  const ends = await Promise.allSettled([...ids, ids[2] ?? ''].map(sources.visit));
  expect(ends.pop()).toEqual(ends[2]);
  expect(ends).toMatchObject([
    { status: 'rejected', reason: { kind: 'internal' } },
    ...whole.map(({ visitId }) => ({ status: 'fulfilled', value: { visitId } })),
  ]);
  expect(sizes(world.asked.visits)).toEqual([3, 1, 1, 1]);
});

test('a visit that cannot be read is told to who asked for it alone', async () => {
  const sources = await openSources();
  const [broken, whole] = bookedVisits(2);
  if (!broken || !whole) throw new Error('no visits');
  const ids = [broken, whole].map((visit) => factsOf(visit).visitId);
  world.visits.set(factsOf(broken).visitId, { ...broken, facts: { ...factsOf(broken), endsAt: undefined } });
  const ends = await Promise.allSettled(ids.map(sources.visit));
  expect(ends).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: { visitId: ids[1] } }]);
});

test('an office is asked for once by all who write about it, and anew once it could not be told', async () => {
  const sources = await openSources();
  const officeId = randomUUID();
  const ask = () => Promise.allSettled([sources.office(officeId), sources.office(officeId)]);
  for (const end of await ask())
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'office_not_found' } });
  const owner = aPerson({ firstName: 'Hélène', lastName: 'Delmas' });
  world.people.set(owner.id, owner);
  world.owners.set(officeId, owner.id);
  for (const end of await ask())
    expect(end).toMatchObject({ status: 'fulfilled', value: { officeId, practitioner: 'Hélène Delmas' } });
  await ask();
  expect(world.asked.offices).toEqual([officeId, officeId]);
});

test('what cannot be answered now is asked for once', async () => {
  const sources = await openSources();
  world.away = true;
  const ids = bookedVisits(2).map((visit) => factsOf(visit).visitId);
  for (const end of await Promise.allSettled(ids.map(sources.visit)))
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'database_unavailable' } });
  expect(sizes(world.asked.visits)).toEqual([2]);
});

test('a collaborator that is away is away to each who asks', async () => {
  const sources = await openSources();
  const [one, other] = bookedVisits(2).map(factsOf);
  const ask = () => Promise.allSettled([one, other].map((visit) => sources.visit(visit?.visitId ?? '')));
  expect((await ask()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  await collaborators.close();
  for (const end of await ask()) expect(end).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
});
