import { EmailListChanged, ReasonsChanged, SettingsSaved } from '@creneau/proto/officeconfig/v1/events';
import { BookingMode, type OfficeSettings, ReasonMode } from '@creneau/proto/officeconfig/v1/messages';
import type { Entry, OfficeState } from '../domain/office';
import type { Settings } from '../domain/settings';
import { mainFunction, type SettingsDraft } from '../domain/settings-rules';

const BOOKING_MODE = { free: BookingMode.FREE, listed_email: BookingMode.LISTED_EMAIL } as const;
const REASON_MODE = { free_text: ReasonMode.FREE_TEXT, table: ReasonMode.TABLE } as const;

export const bookingModeMessage = (settings: Settings): BookingMode => BOOKING_MODE[settings.bookingMode];
export const reasonModeMessage = (settings: Settings): ReasonMode => REASON_MODE[settings.reasonMode];

/** All of it, for staff and services. */
export const settingsMessage = (officeId: string, settings: Settings): OfficeSettings => ({
  ...settings,
  officeId,
  mainFunction: mainFunction(settings.specialities),
  paymentMeans: [...settings.paymentMeans],
  bookingMode: bookingModeMessage(settings),
  reasonMode: reasonModeMessage(settings),
  weeklyHours: settings.weeklyHours.map(({ weekday, morning, afternoon }) => ({ weekday, morning, afternoon })),
});

/** What anybody may read: without author and bank details. */
export const publicSettingsMessage = (officeId: string, settings: Settings): OfficeSettings => ({
  ...settingsMessage(officeId, settings),
  authorId: '',
  bankDetails: '',
});

export const settingsDraft = (message: OfficeSettings): SettingsDraft => ({
  specialities: message.specialities,
  paymentMeans: message.paymentMeans,
  transport: message.transport,
  access: message.access,
  windowDays: message.windowDays,
  visitKinds: message.visitKinds,
  conventionType: message.conventionType,
  vitaleCard: message.vitaleCard,
  patientsMayCancel: message.patientsMayCancel,
  cancelCutoffHours: message.cancelCutoffHours,
  visitMinutes: message.visitMinutes,
  street: message.street,
  postalCode: message.postalCode,
  city: message.city,
  secretariatPhone: message.secretariatPhone,
  bookingMode: keyOf(BOOKING_MODE, message.bookingMode),
  reasonMode: keyOf(REASON_MODE, message.reasonMode),
  weeklyHours: message.weeklyHours,
  bankDetails: message.bankDetails,
  teleconsultationPriceCents: message.teleconsultationPriceCents,
});

/** The event that an entry is: the full state of what it changed, without anybody's address. */
export const eventOf = (entry: Entry, after: OfficeState): { type: string; payload: string } => {
  const { officeId, n: version } = entry;
  switch (entry.change.kind) {
    // Of a fixed zone nothing is new to others: the same version is told again.
    case 'zone_fixed':
    case 'settings':
      return encode(SettingsSaved, {
        officeId,
        version: after.settings.version,
        settings: publicSettingsMessage(officeId, after.settings),
      });
    case 'reason_added':
    case 'reason_removed':
      return encode(ReasonsChanged, { officeId, version, reasons: [...after.reasons] });
    case 'emails_added':
    case 'email_removed':
      return encode(EmailListChanged, { officeId, version, listed: after.emails.size });
  }
};

const encode = <T>(type: { $type: string; toJSON(message: T): unknown }, data: T) => ({
  type: type.$type,
  payload: JSON.stringify(type.toJSON(data)),
});

const keyOf = <K extends string, V>(record: Readonly<Record<K, V>>, value: V): K | undefined =>
  (Object.keys(record) as K[]).find((key) => record[key] === value);
