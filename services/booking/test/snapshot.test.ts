import { VisitFacts } from '@creneau/proto/booking/v1/messages';
import { findVisitSnapshots } from '../src/outbound/postgres/snapshot-repository';
import { makeCancelVisit } from '../src/use-cases/cancel-visit';
import { visitFacts } from '../src/use-cases/messages';
import { aPerson, booked, openStore, quarter, type Store, visitsOf } from './booking-builder';

const NONE = '00000000-0000-0000-0000-000000000000';
const FIRST = { office: NONE, after: NONE };

let store: Store;
beforeEach(async () => {
  store = await openStore();
});
afterEach(() => store.close());

/** A newcomer: what she was told of each visit, and the sequence of each office that she goes on from. */
const newcomer = () => {
  const visits = new Map<string, VisitFacts>();
  const offices = new Map<string, number>();
  const learn = (visit: VisitFacts): void => {
    if (visit.version > (visits.get(visit.visitId)?.version ?? 0)) visits.set(visit.visitId, visit);
  };
  return {
    visits,
    /** Resolves to where the next page begins. */
    async readPage(behind: typeof FIRST, size: number): Promise<typeof FIRST | undefined> {
      const page = await findVisitSnapshots(store.postgres, { ...behind, size });
      for (const { visit, sequence } of page) {
        if (!offices.has(visit.officeId)) offices.set(visit.officeId, sequence);
        learn(visitFacts(visit));
      }
      const last = page.at(-1)?.visit;
      return page.length < size || !last ? undefined : { office: last.officeId, after: last.id };
    },
    async followEvents(): Promise<void> {
      const rows = await store.postgres.query<{ key: string; sequence: number; payload: string }>(
        'SELECT key, sequence, payload FROM outbox ORDER BY key, sequence',
      );
      for (const { key, sequence, payload } of rows)
        if (sequence > (offices.get(key) ?? 0)) learn(VisitFacts.fromJSON(JSON.parse(payload).visit));
    },
  };
};

const cancel = (visitId: string) =>
  makeCancelVisit(store)({
    visitId,
    person: aPerson({ roles: ['secretary'] }),
    expectedVersion: 0,
    worksFor: async () => true,
  });

const toldToAll = async () => {
  const everything = await findVisitSnapshots(store.postgres, { ...FIRST, size: 100 });
  return Object.fromEntries(everything.map(({ visit }) => [visit.id, visitFacts(visit)]));
};

test('a newcomer who reads page by page while visits change, and goes on with the events, knows what booking knows', async () => {
  const offices = [await store.anOffice(), await store.anOffice()];
  for (const [n, officeId] of [...offices, ...offices, ...offices].entries())
    await booked(store, officeId, { startsAt: quarter(n) });
  const who = newcomer();
  let behind: typeof FIRST | undefined = FIRST;
  for (let page = 0; behind !== undefined; page += 1) {
    behind = await who.readPage(behind, 2);
    const officeId = offices[page % 2] ?? '';
    const [oldest] = (await visitsOf(store, officeId)).filter(({ state }) => state === 'booked');
    if (page < 2 && oldest) await cancel(oldest.id);
    if (page < 2) await booked(store, officeId, { startsAt: quarter(20 + page) });
  }
  await who.followEvents();
  expect(who.visits.size).toBe(8);
  expect(Object.fromEntries(who.visits)).toEqual(await toldToAll());
});

test('a visit booked while pages are read is missed by none, wherever its id lies', async () => {
  const offices = [await store.anOffice(), await store.anOffice(), await store.anOffice()].sort();
  const { id } = await booked(store, offices[0] ?? '');
  await booked(store, offices[1] ?? '', { startsAt: quarter(1) });
  const who = newcomer();
  let behind = await who.readPage(FIRST, 1);
  expect([...who.visits.keys()]).toEqual([id]);
  for (const officeId of offices)
    for (const n of [2, 3, 4, 5, 6]) await booked(store, officeId, { startsAt: quarter(n) });
  while (behind) behind = await who.readPage(behind, 1);
  await who.followEvents();
  expect(who.visits.size).toBe(17);
  expect(Object.fromEntries(who.visits)).toEqual(await toldToAll());
});

test('an intent that no event told of is in no snapshot', async () => {
  const officeId = await store.anOffice();
  const { id } = await booked(store, officeId);
  await store.postgres.query(`UPDATE visit SET state = 'requested', intent_due_at = $2 WHERE id = $1`, [
    id,
    store.clock.now(),
  ]);
  expect(await findVisitSnapshots(store.postgres, { ...FIRST, size: 10 })).toEqual([]);
});
