import { onEvent, type Subscription } from '@creneau/chassis';
import { VisitCancelled, VisitMoved } from '@creneau/proto/booking/v1/events';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { toGenerationSettings } from '../../outbound/settings-client';
import { applySettings } from '../../use-cases/apply-settings';
import type { Deps } from '../../use-cases/ports';
import { releaseClaim } from '../../use-cases/release-claim';

/** What is listened to. */
export const areas = ['office-config', 'booking'] as const;

/** Each repeats a call that its sender makes at once and may not have lived to make. */
export const subscriptions = (d: Pick<Deps, 'clock' | 'freeTimeChanged'>): Subscription[] => [
  onEvent(SettingsSaved, async ({ data }, tx) => {
    if (data.settings) await applySettings(tx, data.officeId, toGenerationSettings(data.settings));
  }),
  onEvent(VisitCancelled, async ({ data: { visit, claimNo } }, tx) => {
    if (visit) await releaseClaim(tx, d, { officeId: visit.officeId, visitId: visit.visitId, claimNo });
  }),
  onEvent(VisitMoved, async ({ data: { visit, releasedClaimNo } }, tx) => {
    if (visit)
      await releaseClaim(tx, d, { officeId: visit.officeId, visitId: visit.visitId, claimNo: releasedClaimNo });
  }),
];
