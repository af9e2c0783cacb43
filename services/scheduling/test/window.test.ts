import { randomUUID } from 'node:crypto';
import { unprocessable } from '@creneau/chassis';
import type { GenerationSettings } from '../src/domain/schedule';
import { findDays } from '../src/outbound/postgres/day-repository';
import { findSchedule } from '../src/outbound/postgres/schedule-repository';
import { findBehind } from '../src/outbound/postgres/window-repository';
import { makeApplySettings } from '../src/use-cases/apply-settings';
import { makeClaimSlot } from '../src/use-cases/claim-slot';
import { makeGeneratePlanning } from '../src/use-cases/generate-planning';
import type { SettingsSource } from '../src/use-cases/ports';
import { makeRunWindow } from '../src/use-cases/run-window';
import { anOffice, at, openStore, someSettings } from './planning-builder';

let store: Awaited<ReturnType<typeof openStore>>;
beforeEach(async () => {
  store = await openStore();
});
afterEach(() => store.close());

/** office-config's answers, which a test changes as a practitioner would save. */
const settingsOf = (current: Map<string, GenerationSettings>): SettingsSource => {
  const of = async (officeId: string) => {
    const settings = current.get(officeId);
    if (!settings) throw unprocessable('office_not_configured', 'not configured');
    return settings;
  };
  return {
    current: of,
    fixZone: of,
    versions: async (ids, above) =>
      new Map(ids.map((id) => [id, current.get(id)?.version ?? 0] as const).filter(([, version]) => version > above)),
  };
};
const through = async (officeId: string) =>
  (await findSchedule(store.postgres, officeId))?.generatedThrough?.toString();
const days = (officeId: string, from: string, to: string) =>
  findDays(store.postgres, officeId, Temporal.PlainDate.from(from), Temporal.PlainDate.from(to));

describe('the initial generation', () => {
  test('makes every day of the window at once, days without work too, and only once', async () => {
    const officeId = randomUUID();
    const generate = makeGeneratePlanning({ ...store, settings: settingsOf(new Map([[officeId, someSettings()]])) });
    const made = await generate(officeId);
    expect(made).toMatchObject({ days: 91, slots: 65 * 28 });
    expect(await through(officeId)).toBe('2027-04-11');
    await expect(generate(officeId)).rejects.toMatchObject({ kind: 'already_exists', code: 'already_generated' });
  });

  test('happens once when asked for twice at the same time', async () => {
    const officeId = randomUUID();
    const generate = makeGeneratePlanning({ ...store, settings: settingsOf(new Map([[officeId, someSettings()]])) });
    const results = await Promise.allSettled([generate(officeId), generate(officeId), generate(officeId)]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const events = await store.postgres.query('SELECT type FROM outbox WHERE key = $1', [officeId]);
    expect(events).toHaveLength(1);
  });

  test('uses the newer hours when settings are saved while it runs', async () => {
    const officeId = randomUUID();
    const current = new Map<string, GenerationSettings>([[officeId, someSettings()]]);
    const settings = settingsOf(current);
    const savingInBetween: SettingsSource = {
      ...settings,
      fixZone: async (id) => {
        const answer = await settings.fixZone(id);
        current.set(id, someSettings({ version: 2, visitMinutes: 30 }));
        await makeApplySettings({ ...store, settings })(id);
        return answer;
      },
    };
    await makeGeneratePlanning({ ...store, settings: savingInBetween })(officeId);
    expect((await days(officeId, '2027-01-11', '2027-01-11'))[0]?.visitMinutes).toBe(30);
  });

  test('is refused for an office without settings', async () => {
    const generate = makeGeneratePlanning({ ...store, settings: settingsOf(new Map()) });
    await expect(generate(randomUUID())).rejects.toMatchObject({ code: 'office_not_configured' });
  });
});

describe('the nightly window', () => {
  test('adds the next day and forgets day −31, once however often it runs', async () => {
    const officeId = await anOffice(store.postgres, store.clock);
    const runWindow = makeRunWindow({ ...store, settings: settingsOf(new Map([[officeId, someSettings()]])) });
    store.clock.set('2027-02-10T23:30:00Z'); // 11 February in Paris: 31 days after the first day
    const run = await runWindow();
    expect(run).toMatchObject({ offices: 1, daysAdded: 31, rowsForgotten: 1 });
    expect(await through(officeId)).toBe('2027-05-12');
    expect(await days(officeId, '2027-01-11', '2027-01-12')).toHaveLength(1);
    expect(await runWindow()).toEqual({ offices: 0, daysAdded: 0, rowsForgotten: 0 });
  });

  test('catches up a missed week, for the day an operator names', async () => {
    const officeId = await anOffice(store.postgres, store.clock);
    const runWindow = makeRunWindow({ ...store, settings: settingsOf(new Map([[officeId, someSettings()]])) });
    const run = await runWindow(Temporal.PlainDate.from('2027-01-18'));
    expect(run.daysAdded).toBe(7);
    expect(await through(officeId)).toBe('2027-04-18');
  });

  test('shared by three replicas adds each day once', async () => {
    const current = new Map<string, GenerationSettings>();
    for (let n = 0; n < 20; n += 1) current.set(await anOffice(store.postgres, store.clock), someSettings());
    store.clock.set('2027-01-14T07:00:00Z');
    const runWindow = makeRunWindow({ ...store, settings: settingsOf(current) });
    const runs = await Promise.all([runWindow(), runWindow(), runWindow()]);
    await runWindow();
    expect(runs.reduce((sum, run) => sum + run.daysAdded, 0)).toBeLessThanOrEqual(60);
    for (const officeId of current.keys()) expect(await through(officeId)).toBe('2027-04-14');
  });

  test('keeps a day that is there already, as one that a release without horizons has made meanwhile', async () => {
    const [early, other] = [await anOffice(store.postgres, store.clock), await anOffice(store.postgres, store.clock)];
    await store.postgres.query(
      `INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
       SELECT office_id, day + 1, tz, 45, periods FROM planning_day WHERE office_id = $1 AND day = '2027-04-11'`,
      [early],
    );
    store.clock.set('2027-01-12T07:00:00Z');
    const run = makeRunWindow({ ...store, settings: settingsOf(new Map()) });
    expect(await run()).toMatchObject({ offices: 2, daysAdded: 1 });
    expect([await through(early), await through(other)]).toEqual(['2027-04-12', '2027-04-12']);
    expect(await days(early, '2027-04-12', '2027-04-12')).toMatchObject([{ visitMinutes: 45 }]);
  });

  test('asks for the offices behind in the order of their ids, about so many days at a time, each once', async () => {
    const versions = new Map<string, number>();
    for (const version of [1, 2, 1, 2, 1])
      versions.set(await anOffice(store.postgres, store.clock, someSettings({ version })), version);
    const today = Temporal.PlainDate.from('2027-01-13'); // Two days are missing of each.
    const parts: string[][] = [];
    for (let afterId = '00000000-0000-0000-0000-000000000000'; ; ) {
      const behind = await findBehind(store.postgres, store.clock.now(), today, afterId, 3);
      if (!behind) break;
      for (const [version, ids] of behind.byVersion) for (const id of ids) expect(versions.get(id)).toBe(version);
      parts.push([...behind.byVersion.values()].flat().sort());
      afterId = behind.lastId;
      expect(parts.at(-1)?.at(-1)).toBe(afterId);
    }
    expect(parts.map((ids) => ids.length)).toEqual([2, 2, 1]);
    expect(parts.flat()).toEqual([...versions.keys()].sort());
  });

  test('uses hours saved since, and leaves generated days as they were', async () => {
    const officeId = await anOffice(store.postgres, store.clock);
    const later = someSettings({ version: 2, visitMinutes: 30, windowDays: 180 });
    const runWindow = makeRunWindow({ ...store, settings: settingsOf(new Map([[officeId, later]])) });
    store.clock.set('2027-01-12T07:00:00Z');
    await runWindow();
    expect(await through(officeId)).toBe('2027-07-11');
    const [old, fresh] = [
      await days(officeId, '2027-04-09', '2027-04-09'),
      await days(officeId, '2027-04-12', '2027-04-12'),
    ];
    expect([old[0]?.visitMinutes, fresh[0]?.visitMinutes]).toEqual([15, 30]);
  });

  test('goes on for the others when the settings of one office cannot be used', async () => {
    const [broken, sound] = [await anOffice(store.postgres, store.clock), await anOffice(store.postgres, store.clock)];
    const current = new Map([
      [broken, someSettings({ version: 2, visitMinutes: 0 })],
      [sound, someSettings()],
    ]);
    store.clock.set('2027-01-12T07:00:00Z');
    await makeRunWindow({ ...store, settings: settingsOf(current) })();
    expect([await through(broken), await through(sound)]).toEqual(['2027-04-11', '2027-04-12']);
  });

  test('deletes nothing when the window shrinks', async () => {
    const officeId = await anOffice(store.postgres, store.clock, someSettings({ windowDays: 180 }));
    const current = new Map([[officeId, someSettings({ version: 2, windowDays: 90 })]]);
    const from = await makeApplySettings({ ...store, settings: settingsOf(current) })(officeId);
    expect(from?.toString()).toBe('2027-07-11');
    await makeRunWindow({ ...store, settings: settingsOf(current) })();
    expect(await through(officeId)).toBe('2027-07-10');
  });

  test('forgets old claims with their days', async () => {
    const officeId = await anOffice(store.postgres, store.clock);
    await makeClaimSlot(store)({
      visitId: randomUUID(),
      claimNo: 1,
      officeId,
      start: at('2027-01-11T09:00:00Z'),
      overbook: false,
    });
    store.clock.set('2027-02-13T07:00:00Z');
    await makeRunWindow({ ...store, settings: settingsOf(new Map([[officeId, someSettings()]])) })();
    expect(await store.postgres.query('SELECT 1 FROM claim')).toHaveLength(0);
  });
});
