import type { Settings, SettingsInput } from '../api/staff';
import { type HalfDay, type HoursFault, hoursFaults, isBlank, type WorkingDay } from './hours';

/** The settings as they are typed: numbers as text, lines as one text, a week of seven days. */
export type SettingsValues = {
  specialities: string;
  paymentMeans: string;
  transport: string;
  access: string;
  windowDays: '90' | '180';
  visitKinds: string;
  conventionType: string;
  vitaleCard: 'yes' | 'no';
  patientsMayCancel: 'yes' | 'no';
  cancelCutoffHours: string;
  visitMinutes: string;
  street: string;
  postalCode: string;
  city: string;
  secretariatPhone: string;
  bookingMode: 'L' | 'A';
  reasonMode: 'L' | 'T';
  weeklyHours: WorkingDay[];
  bankDetails: string;
  teleconsultationPrice: string;
};

const yesNo = (value: boolean): 'yes' | 'no' => (value ? 'yes' : 'no');
const typed = (half: HalfDay | null | undefined): HalfDay => (half ? { ...half } : { start: '', end: '' });
const weekdays = [1, 2, 3, 4, 5, 6, 7];

export const valuesOf = (settings: Settings): SettingsValues => ({
  specialities: settings.specialities,
  paymentMeans: settings.paymentMeans.join('\n'),
  transport: settings.transport,
  access: settings.access,
  windowDays: settings.windowDays === 180 ? '180' : '90',
  visitKinds: settings.visitKinds,
  conventionType: settings.conventionType,
  vitaleCard: yesNo(settings.vitaleCard),
  patientsMayCancel: yesNo(settings.patientsMayCancel),
  cancelCutoffHours: String(settings.cancelCutoffHours),
  visitMinutes: settings.visitMinutes > 0 ? String(settings.visitMinutes) : '',
  street: settings.street,
  postalCode: settings.postalCode,
  city: settings.city,
  secretariatPhone: settings.secretariatPhone,
  bookingMode: settings.bookingMode,
  reasonMode: settings.reasonMode,
  weeklyHours: weekdays.map((weekday) => {
    const day = settings.weeklyHours.find((d) => d.weekday === weekday);
    return { morning: typed(day?.morning), afternoon: typed(day?.afternoon) };
  }),
  bankDetails: settings.bankDetails ?? '',
  teleconsultationPrice: priceText(settings.teleconsultationPriceCents),
});

/** `25`, `25,50`: cents as they are typed; nothing for none. */
export const priceText = (cents: number | null): string => {
  if (!cents) return '';
  return cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2).replace('.', ',');
};

/** Euros as typed, with a comma or a point; undefined when they are no amount. */
export const centsOf = (text: string): number | null | undefined => {
  const plain = text.trim().replace(/\s*€$/, '').replace(',', '.');
  if (plain === '') return null;
  return /^\d{1,5}(?:\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : undefined;
};

const period = (half: HalfDay) => (isBlank(half) ? null : { start: half.start.trim(), end: half.end.trim() });

/** What is sent: the whole document, with the version the form was filled from. */
export const documentOf = (values: SettingsValues, version: number): SettingsInput => ({
  specialities: values.specialities.trim(),
  paymentMeans: values.paymentMeans
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
  transport: values.transport.trim(),
  access: values.access.trim(),
  windowDays: Number(values.windowDays),
  visitKinds: values.visitKinds.trim(),
  conventionType: values.conventionType.trim(),
  vitaleCard: values.vitaleCard === 'yes',
  patientsMayCancel: values.patientsMayCancel === 'yes',
  cancelCutoffHours: Number(values.cancelCutoffHours || 0),
  visitMinutes: Number(values.visitMinutes),
  street: values.street.trim(),
  postalCode: values.postalCode.trim(),
  city: values.city.trim(),
  secretariatPhone: values.secretariatPhone.trim(),
  bookingMode: values.bookingMode,
  reasonMode: values.reasonMode,
  weeklyHours: values.weeklyHours.map((day, index) => ({
    weekday: index + 1,
    morning: period(day.morning),
    afternoon: period(day.afternoon),
  })),
  bankDetails: values.bankDetails.trim() || null,
  teleconsultationPriceCents: centsOf(values.teleconsultationPrice) ?? null,
  version,
});

export type SettingsFault =
  | 'specialities'
  | 'cutoff'
  | 'length'
  | 'postalCode'
  | 'city'
  | 'price'
  | `hours.${HoursFault}`;

const whole = (text: string, min: number, max: number): boolean =>
  /^\d{1,4}$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;

/** What is wrong in the form, by field; the site checks all of it again. */
export const settingsFaults = (values: SettingsValues): Record<string, SettingsFault> => {
  const faults: Record<string, SettingsFault> = {};
  if (values.specialities.trim() === '') faults.specialities = 'specialities';
  if (!whole(values.cancelCutoffHours || '0', 0, 720)) faults.cancelCutoffHours = 'cutoff';
  if (!whole(values.visitMinutes, 5, 480)) faults.visitMinutes = 'length';
  if (!/^\d{5}$/.test(values.postalCode.trim())) faults.postalCode = 'postalCode';
  if (values.city.trim() === '') faults.city = 'city';
  if (centsOf(values.teleconsultationPrice) === undefined) faults.teleconsultationPrice = 'price';
  const minutes = faults.visitMinutes ? 0 : Number(values.visitMinutes);
  for (const [path, fault] of Object.entries(hoursFaults(values.weeklyHours, minutes))) {
    faults[`weeklyHours.${path}`] = `hours.${fault}`;
  }
  return faults;
};

/** The field of the form that answers for a field of the document. */
export const formField = (documentField: string): string =>
  documentField === 'teleconsultationPriceCents'
    ? 'teleconsultationPrice'
    : documentField.replace(/^paymentMeans\..*/, 'paymentMeans');
