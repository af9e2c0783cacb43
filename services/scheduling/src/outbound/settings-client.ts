import { type RpcClient, unprocessable } from '@creneau/chassis';
import type { OfficeSettings } from '@creneau/proto/officeconfig/v1/messages';
import type { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import type { Period } from '../domain/planning-day';
import { type GenerationSettings, minutesOf } from '../domain/schedule';
import type { SettingsSource } from '../use-cases/ports';

type OfficeConfig = Pick<RpcClient<OfficeConfigServiceService>, 'getSettings' | 'fixTimeZone' | 'getCurrentVersions'>;

/** As many as office-config tells the versions of at once. */
const OFFICES_PER_CALL = 1_000;

export const createSettingsSource = (officeConfig: OfficeConfig): SettingsSource => ({
  current: async (officeId) => configured((await officeConfig.getSettings({ officeId, version: 0 })).settings),
  fixZone: async (officeId) => configured((await officeConfig.fixTimeZone({ officeId })).settings),
  async versions(officeIds, aboveVersion) {
    const calls = Array.from({ length: Math.ceil(officeIds.length / OFFICES_PER_CALL) }, (_, call) =>
      officeConfig.getCurrentVersions({
        officeIds: officeIds.slice(call * OFFICES_PER_CALL, (call + 1) * OFFICES_PER_CALL),
        aboveVersion,
      }),
    );
    const answers = await Promise.all(calls);
    return new Map(answers.flatMap(({ versions }) => versions.map(({ officeId, version }) => [officeId, version])));
  },
});

const configured = (settings: OfficeSettings | undefined): GenerationSettings => {
  if (!settings || settings.version === 0)
    throw unprocessable('office_not_configured', 'The settings of the office are not filled in yet.');
  return toGenerationSettings(settings);
};

/** What generation needs of the settings: seven lists of periods in minutes, Monday first. */
export const toGenerationSettings = (settings: OfficeSettings): GenerationSettings => ({
  version: settings.version,
  tz: settings.timeZone,
  windowDays: settings.windowDays,
  visitMinutes: settings.visitMinutes,
  weeklyPeriods: Array.from({ length: 7 }, (_, index) => {
    const hours = settings.weeklyHours.find((day) => day.weekday === index + 1);
    return [hours?.morning, hours?.afternoon].flatMap((period): Period[] =>
      period ? [[minutesOf(period.start), minutesOf(period.end)]] : [],
    );
  }),
});
