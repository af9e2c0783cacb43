import { randomUUID } from 'node:crypto';
import { aHalt } from '@creneau/chassis/testing';
import { findSchedule } from '../../scheduling/src/outbound/postgres/schedule-repository';
import { createSettingsSource } from '../../scheduling/src/outbound/settings-client';
import { makeApplySettings } from '../../scheduling/src/use-cases/apply-settings';
import { makeGeneratePlanning } from '../../scheduling/src/use-cases/generate-planning';
import type { SettingsSource } from '../../scheduling/src/use-cases/ports';
import { openStore as openPlanning } from '../../scheduling/test/planning-builder';
import { makeFixTimeZone } from '../src/use-cases/fix-time-zone';
import { settingsMessage } from '../src/use-cases/messages';
import type { Scheduling } from '../src/use-cases/ports';
import { makeReadConfiguration } from '../src/use-cases/read-configuration';
import { makeSaveSettings } from '../src/use-cases/save-settings';
import { AUTHOR, aDraft, openStore, type Replica } from './office-builder';

/*
 * The zone follows from the postal code, and is fixed once days exist: a save in another zone beside the first generation,
 * on the real stores of both services. Whatever comes first, the settings and the days must have the same zone.
 */
const RÉUNION = { postalCode: '97400', city: 'Saint-Denis' };

let store: Awaited<ReturnType<typeof openStore>>;
let planning: Awaited<ReturnType<typeof openPlanning>>;
let officeId: string;
beforeAll(async () => {
  store = await openStore(2);
  planning = await openPlanning();
});
afterAll(async () => {
  await planning.close();
  await store.close();
});
beforeEach(async () => {
  officeId = randomUUID();
  await save(0);
});

/** office-config as scheduling asks it, at the other replica than the one that saves. */
const source = (): SettingsSource => {
  const replica: Replica = store.replica(1);
  const read = makeReadConfiguration(replica);
  return createSettingsSource({
    getSettings: async ({ officeId: id, version }) => ({
      settings: settingsMessage(id, await read.settings(id, version)),
    }),
    fixTimeZone: async ({ officeId: id }) => ({ settings: settingsMessage(id, await makeFixTimeZone(replica)(id)) }),
    getCurrentVersions: async ({ officeIds, aboveVersion }) => ({
      versions: [...(await read.versions(officeIds, aboveVersion))].map(([id, version]) => ({ officeId: id, version })),
    }),
  });
};
/** scheduling as office-config asks it. */
const scheduling = (): Scheduling => ({
  zoneInForce: async (id) => {
    const schedule = await findSchedule(planning.postgres, id);
    return schedule?.generatedThrough ? schedule.tz : undefined;
  },
  applySettings: async (id) => (await makeApplySettings({ ...planning, settings: source() })(id))?.toString() ?? '',
});
const save = (expectedVersion: number, change: Parameters<typeof aDraft>[0] = {}, asks = scheduling()) =>
  makeSaveSettings({ ...store.replica(0), scheduling: asks })({
    officeId,
    authorId: AUTHOR,
    expectedVersion,
    draft: aDraft(change),
    deadline: undefined,
  });
const generate = (settings = source()) => makeGeneratePlanning({ ...planning, settings })(officeId);
const zones = async () => [
  (await store.replica(0).log.current(officeId)).settings.timeZone,
  (await findSchedule(planning.postgres, officeId))?.tz,
];
const FIXED = { kind: 'invalid', fields: [{ field: 'settings.postalCode', rule: 'time_zone_fixed' }] };

test('a save that was checked before the days were made, and is written after them, is refused', async () => {
  const checked = aHalt();
  const asks = scheduling();
  const saving = save(1, RÉUNION, {
    ...asks,
    zoneInForce: async (id, deadline) => {
      const zone = await asks.zoneInForce(id, deadline);
      await checked.here();
      return zone;
    },
  });
  await checked.reached;
  await generate();
  checked.goOn();
  await expect(saving).rejects.toMatchObject(FIXED);
  expect(await zones()).toEqual(['Europe/Paris', 'Europe/Paris']);
  await expect(save(1, { visitMinutes: 30 })).resolves.toMatchObject({ effectiveFrom: '2027-04-12' });
});

test('a save between the question of the generation and its days is refused', async () => {
  const fixed = aHalt();
  const settings = source();
  const generation = generate({
    ...settings,
    fixZone: async (id) => {
      const answer = await settings.fixZone(id);
      await fixed.here();
      return answer;
    },
  });
  await fixed.reached;
  await expect(save(1, RÉUNION)).rejects.toMatchObject(FIXED);
  fixed.goOn();
  await generation;
  expect(await zones()).toEqual(['Europe/Paris', 'Europe/Paris']);
});

test('a save right before the question of the generation is what the days are made of', async () => {
  const begun = aHalt();
  const settings = source();
  const generation = generate({
    ...settings,
    fixZone: async (id) => {
      await begun.here();
      return settings.fixZone(id);
    },
  });
  await begun.reached;
  await expect(save(1, RÉUNION)).resolves.toMatchObject({ settings: { version: 2 }, effectiveFrom: '' });
  begun.goOn();
  await generation;
  expect(await zones()).toEqual(['Indian/Reunion', 'Indian/Reunion']);
});

test('two generations at once fix the zone once, and what is fixed outlives the memory of a process', async () => {
  await Promise.allSettled([generate(), generate()]);
  const { log } = await store.freshReplica();
  const state = await log.current(officeId);
  expect(state).toMatchObject({ fixedZone: 'Europe/Paris', last: 2, settings: { version: 1 } });
});
