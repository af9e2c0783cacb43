import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Effect, invalid, unavailable } from '@creneau/chassis';
import { eventually } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import { Client } from 'pg';
import { aDue, aLife, officeId, openStage, record } from './consumer-stage';

let stage: Awaited<ReturnType<typeof openStage>>;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const keys = Array.from({ length: 24 }, () => randomUUID());
const appliedKeys = async (): Promise<string[]> =>
  (await stage.postgres.query<{ key: string }>('SELECT key FROM ledger')).map(({ key }) => key).sort();
const tellAll = async (): Promise<void> => {
  for (const key of keys) partitions.set(key, await stage.topic.tell(key, DueChanged, aDue));
};
/** The partition of each key, as they were told. */
const partitions = new Map<string, number>();
const behindNobody = (key: string | undefined): string[] =>
  keys.filter((one) => partitions.get(one) !== partitions.get(key ?? ''));
const others = (key: string | undefined): string[] => keys.filter((one) => one !== key).sort();

test('events that wait together share transactions', async () => {
  const transactions = new Set<string>();
  await tellAll();
  stage.consume(async (event, tx) => {
    const [row] = await tx.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
    transactions.add(row?.id ?? '');
    await record(event, tx);
  });
  await eventually(async () => expect(await appliedKeys()).toEqual([...keys].sort()));
  expect(transactions.size).toBeLessThan(keys.length);
});

const inOrder = Array.from({ length: 40 }, (_, index) => index + 1);

test('events that wait together share transactions with others of their office, and keep their order', async () => {
  const transactions = new Set<string>();
  await stage.topic.tell(officeId, DueChanged, ...inOrder.map(() => aDue));
  stage.consume(async (event, tx) => {
    const [row] = await tx.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
    transactions.add(row?.id ?? '');
    if (event.sequence % 10 === 1) await sleep(20);
    await record(event, tx);
  });
  await stage.waitFor(inOrder);
  expect(transactions.size).toBeLessThan(10);
});

test('events that wait together are left to who comes after when their consumer is stopped while it applies them one by one', async () => {
  const first = aLife();
  let together = true;
  await stage.topic.tell(officeId, DueChanged, ...inOrder.map(() => aDue));
  const slowly: Effect<DueChanged> = async (event, tx) => {
    if (together && event.sequence === 2) {
      together = false;
      throw unavailable('away', 'not now');
    }
    if (!together) await sleep(200);
    await record(event, tx);
  };
  stage.consume(slowly, stage.topic.kafka, {}, first);
  await eventually(async () => expect((await stage.applied()).length).toBeGreaterThan(0));
  await first.stop();
  const before = await stage.applied();
  expect(before).toEqual(inOrder.slice(0, before.length));
  expect(before.length).toBeLessThan(10);
  stage.consume(record);
  await stage.waitFor(inOrder, 30_000);
});

test('events that wait together pass over what nobody listens to, and park none but the one at fault', async () => {
  const unheard = { ...aDue, version: 9 };
  await stage.topic.tell(officeId, DueChanged, unheard, aDue, unheard, aDue, aDue, unheard, aDue);
  let away = true;
  stage.consume(
    async (event, tx) => {
      if (event.sequence === 4 && away) {
        away = false;
        throw unavailable('away', 'not now');
      }
      if (event.sequence === 5) throw invalid([{ field: 'due', rule: 'wrong_format', message: 'cannot be applied' }]);
      await record(event, tx);
    },
    stage.topic.kafka,
    { concerns: ({ version }) => version !== 9 },
  );
  await stage.waitFor([2, 4, 7]);
  expect((await stage.topic.deadLetters()).map(({ headers }) => headers.ce_sequence)).toEqual(['5']);
});

test('events that wait together wait for those before them where each has to ask others first', async () => {
  const asked: number[][] = [];
  const found: number[] = [];
  await stage.topic.tell(officeId, DueChanged, aDue, aDue, aDue);
  stage.consume<number>(
    async (event, tx, answer) => {
      found.push(answer);
      await record(event, tx);
    },
    stage.topic.kafka,
    {
      prepare: async ({ sequence }) => {
        asked.push(await stage.applied());
        return sequence * 10;
      },
    },
  );
  await stage.waitFor([1, 2, 3]);
  expect([asked, found]).toEqual([
    [[], [1], [1, 2]],
    [10, 20, 30],
  ]);
});

test('events that wait together are applied once each beside one that never can be', async () => {
  const [poison] = keys;
  await tellAll();
  stage.consume(async (event, tx) => {
    await record(event, tx);
    if (event.key === poison) throw invalid([{ field: 'due', rule: 'wrong_format', message: 'cannot be applied' }]);
  });
  await eventually(async () => expect(await appliedKeys()).toEqual(others(poison)));
  await eventually(async () => expect((await stage.topic.deadLetters()).map(({ key }) => key)).toEqual([poison]));
  expect(await appliedKeys()).toEqual(others(poison));
});

test('events that wait together are applied while one of them waits for a lock', async () => {
  const [waits] = keys;
  const other = new Client({ connectionString: stage.url });
  await other.connect();
  try {
    await other.query('SELECT pg_advisory_lock(1)');
    await tellAll();
    stage.consume(async (event, tx) => {
      if (event.key === waits) await tx.query('SELECT pg_advisory_xact_lock(1)');
      await record(event, tx);
    });
    await eventually(async () => expect(await appliedKeys()).toEqual(expect.arrayContaining(behindNobody(waits))));
  } finally {
    await other.end();
  }
  await eventually(async () => expect(await appliedKeys()).toEqual([...keys].sort()));
});
