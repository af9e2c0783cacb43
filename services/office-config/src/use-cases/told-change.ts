import type { Event } from '@creneau/chassis';
import { ReasonsChanged, SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import type { Change, OfficeState } from '../domain/office';
import type { Settings } from '../domain/settings';
import { settingsDraft } from './messages';

/** Events do not say who. */
export const UNKNOWN_AUTHOR = '00000000-0000-0000-0000-000000000000';

/**
 * The change that an event tells of, as far as it tells: bank details stay as they were, and of the list of e-mails, whose
 * addresses no event carries, nothing changes.
 */
export const toldChange = ({ type, data, occurredAt }: Event, before: OfficeState): Change => {
  switch (type) {
    case SettingsSaved.$type: {
      const { settings, version } = SettingsSaved.fromJSON(data);
      if (!settings || version <= before.settings.version)
        return { kind: 'zone_fixed', timeZone: settings?.timeZone ?? before.settings.timeZone };
      const { bookingMode = 'free', reasonMode = 'free_text', ...draft } = settingsDraft(settings);
      const { bankDetails } = before.settings;
      const saved = { version, authorId: UNKNOWN_AUTHOR, savedAt: occurredAt, timeZone: settings.timeZone };
      return {
        kind: 'settings',
        settings: { ...draft, bookingMode, reasonMode, bankDetails, ...saved } satisfies Settings,
      };
    }
    case ReasonsChanged.$type: {
      const { reasons } = ReasonsChanged.fromJSON(data);
      const added = reasons.find(({ id }) => !before.reasons.some((known) => known.id === id));
      const removed = before.reasons.find(({ id }) => !reasons.some((told) => told.id === id));
      return added ? { kind: 'reason_added', reason: added } : { kind: 'reason_removed', reasonId: removed?.id ?? '' };
    }
    default:
      return { kind: 'email_removed', email: '' };
  }
};
