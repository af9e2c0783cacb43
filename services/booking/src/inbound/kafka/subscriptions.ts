import { onEvent, type Subscription } from '@creneau/chassis';
import { PersonChanged, PersonState } from '@creneau/proto/identity/v1/events';
import { SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import { DueState } from '@creneau/proto/payment/v1/messages';
import { savePolicy } from '../../outbound/postgres/office-repository';
import { savePaymentState } from '../../outbound/postgres/payment-repository';
import { askNames, forgetPerson, refreshPerson } from '../../use-cases/apply-facts';
import type { Deps, Names } from '../../use-cases/ports';

/** What is listened to. */
export const areas = ['identity', 'office-config', 'payment'] as const;

/** States in which nothing is to be paid any more. */
const SETTLED = new Set([DueState.PAID, DueState.REFUNDED, DueState.EXEMPT, DueState.VOID]);

export const subscriptions = (d: Pick<Deps, 'people' | 'outbox' | 'clock'>): Subscription[] => [
  onEvent(SettingsSaved, async ({ data: { officeId, version, settings } }, tx) => {
    if (!settings) return;
    await savePolicy(tx, {
      officeId,
      version,
      tz: settings.timeZone,
      bookingMode: settings.bookingMode,
      reasonMode: settings.reasonMode,
      patientsMayCancel: settings.patientsMayCancel,
      cutoffHours: settings.cancelCutoffHours,
      secretariatPhone: settings.secretariatPhone,
      teleconsultationPriceCents: settings.teleconsultationPriceCents,
    });
  }),
  onEvent(DueChanged, async ({ data: { version, due } }, tx) => {
    if (due) await savePaymentState(tx, due.visitId, SETTLED.has(due.state), version);
  }),
  onEvent(
    PersonChanged,
    async ({ data: { personId, version, state } }, tx, names: Names | undefined) => {
      if (state === PersonState.DELETED) await forgetPerson(tx, d, personId, version);
      else await refreshPerson(tx, personId, version, names);
    },
    {
      prepare: async ({ data: { personId, state } }, db) =>
        state === PersonState.DELETED ? undefined : askNames(db, d, personId),
    },
  ),
];
