import { onEvent, type Subscription } from '@creneau/chassis';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { PlanningGenerated } from '@creneau/proto/scheduling/v1/events';
import { followPlanning, followSettings } from '../../use-cases/list-office';

/** What is listened to. */
export const areas = ['office-config', 'scheduling'] as const;

/** What search shows of offices beside their owners' names. */
export const subscriptions = (): Subscription[] => [
  onEvent(SettingsSaved, async ({ data: { officeId, version, settings } }, tx) => {
    if (settings) await followSettings(tx, officeId, { ...settings, version });
  }),
  onEvent(PlanningGenerated, ({ data: { officeId } }, tx) => followPlanning(tx, officeId)),
];
