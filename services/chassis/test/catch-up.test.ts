import { join } from 'node:path';
import {
  catchUp,
  createLogger,
  Health,
  Life,
  ManualClock,
  onEvent,
  openPostgres,
  type Postgres,
  rewind,
  startConsumer,
} from '@creneau/chassis';
import { eventually, freshDatabase, openTopic, type TestTopic } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';

const log = createLogger('catch-up-test', 'silent');
const OFFICE = 'office';

let life: Life;
let topic: TestTopic;
let postgres: Postgres;
let drop: () => Promise<void>;
beforeEach(async () => {
  life = new Life(log);
  topic = await openTopic();
  const database = await freshDatabase(join(__dirname, 'migrations'));
  drop = database.drop;
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
});
afterEach(async () => {
  await life.stop();
  await drop();
  await topic.close();
});

const facts = [1, 2, 3].map((version) => ({ officeId: OFFICE, version, due: undefined }));
const ledger = async (): Promise<number[]> =>
  (await postgres.query<{ sequence: number }>('SELECT sequence FROM ledger ORDER BY position')).map(
    ({ sequence }) => sequence,
  );
const write = onEvent(DueChanged, async ({ key, sequence }, tx) => {
  await tx.query('INSERT INTO ledger (key, sequence) VALUES ($1, $2)', [key, sequence]);
});

test('a restored database hears of its own facts that it does not know, once, and gives no sequence twice', async () => {
  await topic.tell(OFFICE, DueChanged, ...facts);
  await postgres.query('INSERT INTO outbox_sequence (key, last) VALUES ($1, 1)', [OFFICE]);
  const on = { kafka: topic.kafka, postgres, area: topic.area, facts: [write] };
  expect(await catchUp(on)).toBe(2);
  expect(await catchUp(on)).toBe(0);
  expect(await ledger()).toEqual([2, 3]);
  expect(await postgres.query('SELECT last FROM outbox_sequence')).toEqual([{ last: 3 }]);
});

test('a fact that cannot be brought back stops the others, and the next run begins with it', async () => {
  await topic.tell(OFFICE, DueChanged, ...facts);
  const refusing = onEvent(DueChanged, async (event, tx) => {
    if (event.sequence === 2) throw new Error('not now');
    await write.effect(event, tx, undefined);
  });
  const on = { kafka: topic.kafka, postgres, area: topic.area };
  await expect(catchUp({ ...on, facts: [refusing] })).rejects.toThrow('not now');
  expect(await ledger()).toEqual([1]);
  expect(await catchUp({ ...on, facts: [write] })).toBe(2);
  expect(await ledger()).toEqual([1, 2, 3]);
});

test('a consumer whose database was restored hears again what others told since', async () => {
  const group = `${topic.area}-group`;
  const began = Temporal.Now.instant();
  const consume = async (): Promise<void> => {
    const meanwhile = new Life(log);
    startConsumer({
      life: meanwhile,
      log,
      health: new Health(),
      clock: new ManualClock('2027-01-11T07:00:00Z'),
      kafka: topic.kafka,
      postgres,
      group,
      areas: [topic.area],
      subscriptions: [write],
    });
    try {
      await eventually(async () => expect(await ledger()).toEqual([1, 2, 3]), 30_000);
    } finally {
      await meanwhile.stop();
    }
  };
  await topic.tell(OFFICE, DueChanged, ...facts);
  await consume();

  await postgres.query('TRUNCATE ledger, inbox');
  await rewind(topic.kafka, group, [topic.area], began);
  await consume();
}, 120_000);
