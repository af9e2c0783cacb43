import { conflict, invalid } from '@creneau/chassis';
import type { Fault } from '../domain/fault';
import type { OfficeState } from '../domain/office';
import type { Settings } from '../domain/settings';
import { checkSettings, type SettingsDraft } from '../domain/settings-rules';
import type { Deps } from './ports';

export interface SaveSettings {
  officeId: string;
  authorId: string;
  /** The version the form was filled from; 0 when never saved. */
  expectedVersion: number;
  draft: SettingsDraft;
  deadline: Date | undefined;
}

export interface SavedSettings {
  settings: Settings;
  /** YYYY-MM-DD; empty while no planning is generated, and when scheduling did not answer: then the event tells it. */
  effectiveFrom: string;
}

/**
 * Saves a new version (B3). Throws `conflict` (stale_version, the current one in `details.currentVersion`) when somebody
 * saved in between, `invalid` with every fault of the form, `unavailable` when a new postal code lies in another zone and
 * scheduling cannot say whether days exist. Nothing is saved halfway.
 *
 * Scheduling is told after the save, and asks back for the settings: nothing is held while it does.
 */
export const makeSaveSettings =
  (d: Deps) =>
  async ({ officeId, authorId, expectedVersion, draft, deadline }: SaveSettings): Promise<SavedSettings> => {
    const before = await d.log.current(officeId);
    refuseStale(before, expectedVersion);
    const { faults, fields, timeZone } = checkSettings(draft);
    const fixedZone = await zoneInForce(d, before, timeZone, deadline);
    if (movesZone(fixedZone, timeZone)) faults.push(zoneFault(fixedZone, timeZone));
    if (faults.length > 0) throw refusal(faults);

    const { settings } = await d.log.append(officeId, authorId, (state, savedAt) => {
      refuseStale(state, expectedVersion);
      // The first planning may have been begun since, and have fixed it.
      if (movesZone(state.fixedZone, timeZone)) throw refusal([zoneFault(state.fixedZone, timeZone)]);
      return {
        kind: 'settings',
        settings: { ...fields, timeZone, authorId, savedAt, version: expectedVersion + 1 },
      };
    });
    return { settings, effectiveFrom: await effectiveFrom(d, officeId, settings.version, deadline) };
  };

/** What fixes the zone; scheduling is asked for offices whose days are older than the log's own mark. */
const zoneInForce = async (
  d: Deps,
  { officeId, settings, fixedZone }: OfficeState,
  timeZone: string,
  deadline: Date | undefined,
): Promise<string | undefined> => {
  if (fixedZone !== undefined) return fixedZone;
  const changes = settings.version > 0 && timeZone !== '' && timeZone !== settings.timeZone;
  return changes ? d.scheduling.zoneInForce(officeId, deadline) : undefined;
};

const movesZone = (fixedZone: string | undefined, timeZone: string): fixedZone is string =>
  fixedZone !== undefined && timeZone !== '' && fixedZone !== timeZone;

const zoneFault = (fixedZone: string, timeZone: string): Fault => ({
  field: 'postalCode',
  rule: 'time_zone_fixed',
  message: `lies in ${timeZone}, but the planning exists in ${fixedZone}`,
});

const refusal = (faults: readonly Fault[]) =>
  invalid(
    faults.map((fault) => ({ ...fault, field: `settings.${fault.field}` })),
    'The settings break a rule.',
  );

const refuseStale = (state: OfficeState, expectedVersion: number): void => {
  const { version } = state.settings;
  if (version !== expectedVersion)
    throw conflict('stale_version', 'The settings were saved by somebody else in the meantime.', {
      details: { currentVersion: String(version) },
    });
};

const effectiveFrom = async (
  d: Deps,
  officeId: string,
  version: number,
  deadline: Date | undefined,
): Promise<string> => {
  try {
    return await d.scheduling.applySettings(officeId, version, deadline);
  } catch (error) {
    d.logger.warn({ err: error, officeId, version }, 'saved, but scheduling did not answer: its event repeats it');
    return '';
  }
};
