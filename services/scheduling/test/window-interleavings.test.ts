import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { aHalt, eventually, stackVariable, stoppedAfter, untilWaiting } from '@creneau/chassis/testing';
import type { GenerationSettings } from '../src/domain/schedule';
import { findDays } from '../src/outbound/postgres/day-repository';
import { findSchedule, HORIZON, SCHEDULE } from '../src/outbound/postgres/schedule-repository';
import { makeApplySettings } from '../src/use-cases/apply-settings';
import { makeClaimSlot } from '../src/use-cases/claim-slot';
import { makeGeneratePlanning } from '../src/use-cases/generate-planning';
import type { SettingsSource } from '../src/use-cases/ports';
import { makeRunWindow } from '../src/use-cases/run-window';
import { anOffice, at, openStore, someSettings } from './planning-builder';

const NEXT_DAY = '2027-01-12T07:00:00Z';
/** The last day of the window before and after that night. */
const [OLD_END, NEW_END] = ['2027-04-11', '2027-04-12'];
const FIRST_SLOT_OF_NEW_DAY = at('2027-04-12T07:00:00Z');

let store: Awaited<ReturnType<typeof openStore>>;
beforeEach(async () => {
  store = await openStore();
});
afterEach(() => store.close());

/** office-config's answers, all offices alike. */
const settingsSource = (current: () => GenerationSettings = someSettings): SettingsSource => ({
  current: async () => current(),
  fixZone: async () => current(),
  versions: async (ids, above) => new Map(current().version > above ? ids.map((id) => [id, current().version]) : []),
});
const runWindow = (on = store, settings = settingsSource()) => makeRunWindow({ ...on, settings })();
const offices = (n: number) => Promise.all(Array.from({ length: n }, () => anOffice(store.postgres, store.clock)));
const through = async (officeId: string) =>
  (await findSchedule(store.postgres, officeId))?.generatedThrough?.toString();
const claimInNewDay = (officeId: string) =>
  makeClaimSlot(store)({
    visitId: randomUUID(),
    claimNo: 1,
    officeId,
    start: FIRST_SLOT_OF_NEW_DAY,
    overbook: false,
  }).then(
    () => 'claimed',
    (error) => error.code,
  );

describe('the nightly window and a claim', () => {
  test('that is under way: neither waits for the other', async () => {
    const [busy, idle] = (await offices(2)) as [string, string];
    store.clock.set(NEXT_DAY);
    const claiming = stoppedAfter(store.postgres, 'claim-insert');
    const claim = makeClaimSlot({ ...store, postgres: claiming.postgres })({
      visitId: randomUUID(),
      claimNo: 1,
      officeId: busy,
      start: at('2027-01-12T08:00:00Z'),
      overbook: false,
    });
    await claiming.reached;
    expect(await runWindow()).toMatchObject({ offices: 2, daysAdded: 2 });
    expect([await through(busy), await through(idle)]).toEqual([NEW_END, NEW_END]);
    claiming.goOn();
    await claim;
  });

  test('of the day it is adding: refused until the day is there, and then taken', async () => {
    const officeId = await anOffice(store.postgres, store.clock);
    store.clock.set(NEXT_DAY);
    const filling = stoppedAfter(store.postgres, 'INSERT INTO planning_day');
    const window = runWindow({ ...store, postgres: filling.postgres });
    await filling.reached;
    expect(await claimInNewDay(officeId)).toBe('slot_beyond_window');
    filling.goOn();
    expect(await window).toMatchObject({ offices: 1, daysAdded: 1 });
    expect(await claimInNewDay(officeId)).toBe('claimed');
  });
});

describe('the nightly window and a save of settings', () => {
  const newHours = settingsSource(() => someSettings({ version: 2, visitMinutes: 30 }));
  const visitMinutes = async (officeId: string) => {
    const day = Temporal.PlainDate.from(NEW_END);
    return (await findDays(store.postgres, officeId, day, day))[0]?.visitMinutes;
  };

  test('that comes while days are made: it waits, and holds from the day after', async () => {
    const [officeId] = (await offices(1)) as [string];
    store.clock.set(NEXT_DAY);
    const filling = stoppedAfter(store.postgres, 'INSERT INTO planning_day');
    const window = runWindow({ ...store, postgres: filling.postgres });
    await filling.reached;
    const saving = makeApplySettings({ ...store, settings: newHours })(officeId);
    await untilWaiting(store.postgres);
    filling.goOn();
    expect((await saving)?.toString()).toBe('2027-04-13');
    await window;
    expect(await visitMinutes(officeId)).toBe(15);
  });

  test('that has begun: the window waits, and makes its days of the new hours', async () => {
    const [officeId] = (await offices(1)) as [string];
    store.clock.set(NEXT_DAY);
    const applying = stoppedAfter(store.postgres, 'UPDATE office_schedule');
    const saving = makeApplySettings({ ...store, postgres: applying.postgres, settings: newHours })(officeId);
    await applying.reached;
    // It has asked before the save, and learnt of none.
    const window = runWindow();
    await untilWaiting(store.postgres);
    applying.goOn();
    expect((await saving)?.toString()).toBe(NEW_END);
    await window;
    expect(await visitMinutes(officeId)).toBe(30);
  });
});

test('two windows at once: the second waits for what the first adds, and does not add it again', async () => {
  const ids = await offices(3);
  store.clock.set(NEXT_DAY);
  const filling = stoppedAfter(store.postgres, 'INSERT INTO planning_day');
  const first = runWindow({ ...store, postgres: filling.postgres });
  await filling.reached;
  const second = runWindow();
  await untilWaiting(store.postgres);
  filling.goOn();
  expect(await first).toMatchObject({ offices: 3, daysAdded: 3 });
  expect(await second).toMatchObject({ offices: 0, daysAdded: 0 });
  expect(await Promise.all(ids.map(through))).toEqual([NEW_END, NEW_END, NEW_END]);
});

test('a window that is killed in the middle leaves whole batches, and the next one adds the rest', async () => {
  const batch = 5_000;
  const last = await anOffice(store.postgres, store.clock);
  await store.postgres.query(
    `INSERT INTO office_schedule (office_id, tz, window_days, generated_through, settings_version, visit_minutes, weekly_periods)
     SELECT lpad(n::text, 32, '0')::uuid, tz, window_days, generated_through - 1, settings_version, visit_minutes, weekly_periods
     FROM office_schedule, generate_series(1, $1) AS n`,
    [batch],
  );
  const behind = async () =>
    (await store.postgres.query(`SELECT 1 FROM ${SCHEDULE} WHERE ${HORIZON} < $1`, [NEW_END])).length;
  // Somebody holds the day that the second batch is about to add: there it stands when it dies.
  const holder = await store.postgres.session();
  await holder.query('BEGIN');
  await holder.query(
    `INSERT INTO planning_day SELECT office_id, $2, tz, visit_minutes, '[]' FROM office_schedule WHERE office_id = $1`,
    [last, NEW_END],
  );
  const child = spawn(process.execPath, ['dist/run-window.js', '--today', '2027-01-12'], {
    cwd: join(__dirname, '..'),
    env: {
      ...process.env,
      OIDC_CLIENT_ID: 'creneau-scheduling',
      OIDC_CLIENT_SECRET: stackVariable('OIDC_SECRET_SCHEDULING'),
      DATABASE_URL: store.url,
      GRPC_PORT: '1',
    },
    stdio: 'inherit',
  });
  try {
    await eventually(async () => expect(await behind()).toBe(1), 60_000);
    await untilWaiting(store.postgres);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    await holder.query('ROLLBACK');
    holder.release();
  }
  const open = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE '%in transaction%'`;
  await eventually(async () => expect(await store.postgres.query(open)).toEqual([]));

  const days = async () =>
    (
      await findDays(
        store.postgres,
        last,
        at(NEXT_DAY).toZonedDateTimeISO('UTC').toPlainDate(),
        Temporal.PlainDate.from(NEW_END),
      )
    ).length;
  expect([await through(last), await behind(), await days()]).toEqual([OLD_END, 1, 90]);
  store.clock.set(NEXT_DAY);
  expect(await runWindow()).toMatchObject({ offices: 1, daysAdded: 1 });
  expect([await through(last), await behind(), await days()]).toEqual([NEW_END, 0, 91]);
}, 120_000);

describe('settings that are saved while the planning is generated first', () => {
  const begun = async () => {
    const officeId = randomUUID();
    let current = someSettings();
    const settings = settingsSource(() => current);
    return {
      officeId,
      settings,
      /** What office-config does: a new version, of which scheduling is told. */
      save: async (change: Partial<GenerationSettings>) => {
        current = someSettings({ version: current.version + 1, ...change });
        return (await makeApplySettings({ ...store, settings })(officeId))?.toString();
      },
      generate: (on = store, source = settings) => makeGeneratePlanning({ ...on, settings: source })(officeId),
      visitMinutes: async () =>
        (
          await findDays(
            store.postgres,
            officeId,
            Temporal.PlainDate.from('2027-01-11'),
            Temporal.PlainDate.from('2027-01-11'),
          )
        )[0]?.visitMinutes,
    };
  };

  test('before its days are made: the days have the new hours, though the generation asked before', async () => {
    const office = await begun();
    // Stopped between its question and its transaction: the answer it has is about to be old.
    const answered = aHalt();
    const stopping: SettingsSource = {
      ...office.settings,
      fixZone: async (id) => {
        const answer = await office.settings.fixZone(id);
        await answered.here();
        return answer;
      },
    };
    const generation = office.generate(store, stopping);
    await answered.reached;
    expect(await office.save({ visitMinutes: 30 })).toBeUndefined();
    answered.goOn();
    await generation;
    expect(await office.visitMinutes()).toBe(30);
    expect((await findSchedule(store.postgres, office.officeId))?.settingsVersion).toBe(2);
  });

  test('while its days are made: the save waits for them, and holds from the day after', async () => {
    const office = await begun();
    const generating = stoppedAfter(store.postgres, 'outbox-add');
    const generation = office.generate({ ...store, postgres: generating.postgres });
    await generating.reached;
    const saved = office.save({ visitMinutes: 30 });
    await untilWaiting(store.postgres);
    generating.goOn();
    await generation;
    expect(await saved).toBe('2027-04-12');
    expect(await office.visitMinutes()).toBe(15);
    expect((await findSchedule(store.postgres, office.officeId))?.settingsVersion).toBe(2);
  });

  test('twice at once, where one process is far ahead: the second is told that it is done, and changes no day', async () => {
    const office = await begun();
    const generating = stoppedAfter(store.postgres, 'outbox-add');
    const first = office.generate({ ...store, postgres: generating.postgres });
    await generating.reached;
    const second = office.generate().then(
      () => 'generated',
      (error) => error.code,
    );
    await untilWaiting(store.postgres);
    generating.goOn();
    await first;
    expect(await second).toBe('already_generated');
    expect(await store.postgres.query('SELECT type FROM outbox WHERE key = $1', [office.officeId])).toHaveLength(1);
  });
});
