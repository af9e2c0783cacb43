import { isDeepStrictEqual } from 'node:util';
import type { DayHours } from './weekly-hours';

/** B15. `listed_email`: only patients whose verified e-mail is on the office's list. */
export type BookingMode = 'free' | 'listed_email';
/** B16. */
export type ReasonMode = 'free_text' | 'table';

/** What the practitioner fills in (B1 to B19). */
export interface SettingsFields {
  specialities: string;
  paymentMeans: readonly string[];
  transport: string;
  access: string;
  windowDays: number;
  visitKinds: string;
  conventionType: string;
  vitaleCard: boolean;
  patientsMayCancel: boolean;
  /** Hours before the visit after which a patient may no longer cancel; never binds staff. */
  cancelCutoffHours: number;
  visitMinutes: number;
  street: string;
  postalCode: string;
  city: string;
  secretariatPhone: string;
  bookingMode: BookingMode;
  reasonMode: ReasonMode;
  /** Worked days only, Monday first. */
  weeklyHours: readonly DayHours[];
  bankDetails: string;
  /** 0: none given. */
  teleconsultationPriceCents: number;
}

/** One immutable version of an office's settings. */
export interface Settings extends SettingsFields {
  /** 1 for the first save; 0 for the defaults of an office never saved. */
  version: number;
  authorId: string;
  savedAt: Temporal.Instant | undefined;
  /** IANA name, from the postal code. */
  timeZone: string;
}

/** What the form of an office never saved starts from. */
export const DEFAULT_SETTINGS: Settings = {
  version: 0,
  authorId: '',
  savedAt: undefined,
  timeZone: 'Europe/Paris',
  specialities: '',
  paymentMeans: [],
  transport: '',
  access: '',
  windowDays: 90,
  visitKinds: '',
  conventionType: '',
  vitaleCard: false,
  patientsMayCancel: true,
  cancelCutoffHours: 0,
  visitMinutes: 15,
  street: '',
  postalCode: '',
  city: '',
  secretariatPhone: '',
  bookingMode: 'free',
  reasonMode: 'free_text',
  weeklyHours: [],
  bankDetails: '',
  teleconsultationPriceCents: 0,
};

const FIELDS = [
  'specialities',
  'paymentMeans',
  'transport',
  'access',
  'windowDays',
  'visitKinds',
  'conventionType',
  'vitaleCard',
  'patientsMayCancel',
  'cancelCutoffHours',
  'visitMinutes',
  'street',
  'postalCode',
  'city',
  'secretariatPhone',
  'bookingMode',
  'reasonMode',
  'weeklyHours',
  'bankDetails',
  'teleconsultationPriceCents',
] as const satisfies readonly (keyof SettingsFields)[];

/** What a save changed. */
export const changedFields = (before: SettingsFields, after: SettingsFields): (keyof SettingsFields)[] =>
  FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
