import { randomUUID } from 'node:crypto';
import { findPlanningSnapshots } from '../src/outbound/postgres/snapshot-repository';
import { makePlaceBlock } from '../src/use-cases/place-block';
import { anOffice, at, openStore } from './planning-builder';

const FIRST = '00000000-0000-0000-0000-000000000000';
const BLOCKED = at('2027-01-12T08:00:00Z').epochMilliseconds / 1000;

test('a snapshot tells each planning with its blocks, and the last fact that it includes', async () => {
  const store = await openStore();
  try {
    const offices = [
      await anOffice(store.postgres, store.clock),
      await anOffice(store.postgres, store.clock),
      await anOffice(store.postgres, store.clock),
    ].sort();
    const [, officeId = ''] = offices;
    const span = { startS: BLOCKED, endS: BLOCKED + 3_600 };
    const block = await makePlaceBlock(store)({
      officeId,
      span,
      label: 'Congé',
      placedBy: randomUUID(),
      expectedVisitIds: [],
    });
    const first = await findPlanningSnapshots(store.postgres, { after: FIRST, size: 2 });
    const rest = await findPlanningSnapshots(store.postgres, { after: officeId, size: 2 });
    expect([...first, ...rest].map(({ schedule }) => schedule.officeId)).toEqual(offices);
    expect(first[0]).toMatchObject({ blocks: [], sequence: 0 });
    expect(first[1]).toMatchObject({
      schedule: { tz: 'Europe/Paris', windowDays: 90, version: 1 },
      blocks: [{ id: block.id, span }],
      sequence: 1,
    });
    expect(first[1]?.blocks[0]?.placedAt.equals(block.placedAt)).toBe(true);
  } finally {
    await store.close();
  }
});
