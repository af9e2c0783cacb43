import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Fault } from './fault';
import type { BookingMode, ReasonMode, SettingsFields } from './settings';
import { type Territory, territoryOf } from './territory';
import { faultsOfHours, workedDays } from './weekly-hours';

/** The form as it came: a mode may be missing. */
export type SettingsDraft = Omit<SettingsFields, 'bookingMode' | 'reasonMode'> & {
  bookingMode: BookingMode | undefined;
  reasonMode: ReasonMode | undefined;
};

export interface CheckedSettings {
  /** Everything wrong, so that the form shows it at once; empty when the fields may be saved. */
  faults: Fault[];
  fields: SettingsFields;
  timeZone: string;
}

const TEXTS = { specialities: 4_000, transport: 4_000, access: 4_000, visitKinds: 4_000, bankDetails: 2_000 } as const;
const LINES = { conventionType: 200, street: 200, postalCode: 20, city: 200, secretariatPhone: 40 } as const;
const REQUIRED = ['specialities', 'postalCode', 'city'] as const;
const PAYMENT_MEANS = { atMost: 50, length: 200 };
const WINDOW_DAYS: readonly number[] = [90, 180];
const NUMBERS = {
  visitMinutes: [5, 240],
  cancelCutoffHours: [0, 336],
  teleconsultationPriceCents: [0, 1_000_000],
} as const;

/** Reads a form: tidies its texts, derives the time zone from the postal code, and names every fault. */
export const checkSettings = (draft: SettingsDraft): CheckedSettings => {
  const faults: Fault[] = [];
  const fields: SettingsFields = {
    ...draft,
    bookingMode: draft.bookingMode ?? 'free',
    reasonMode: draft.reasonMode ?? 'free_text',
    paymentMeans: draft.paymentMeans.map(tidyLine).filter((line) => line !== ''),
    weeklyHours: workedDays(draft.weeklyHours),
  };
  for (const [name, length] of entries(TEXTS)) {
    fields[name] = tidyText(draft[name]);
    faults.push(...faultsOfText(name, fields[name], length));
  }
  for (const [name, length] of entries(LINES)) {
    fields[name] = tidyLine(draft[name]);
    faults.push(...faultsOfText(name, fields[name], length), ...faultsOfLine(name, fields[name]));
  }
  for (const name of REQUIRED)
    if (fields[name] === '') faults.push({ field: name, rule: 'required', message: 'is required' });
  for (const [name, [min, max]] of entries(NUMBERS))
    if (!Number.isInteger(fields[name]) || fields[name] < min || fields[name] > max)
      faults.push({
        field: name,
        rule: 'range',
        message: `must be a whole number from ${min} to ${max}`,
        limit: `${min}–${max}`,
      });

  if (fields.specialities !== '' && mainFunction(fields.specialities) === '')
    faults.push({
      field: 'specialities',
      rule: 'main_function',
      message: 'the first word of the first line must be the main function, for instance Chirurgien-dentiste',
    });
  const territory = territoryOf(fields.postalCode);
  if (fields.postalCode !== '' && !territory)
    faults.push({ field: 'postalCode', rule: 'postal_code', message: 'must be a French postal code of five digits' });
  if (fields.secretariatPhone !== '' && !isPhone(fields.secretariatPhone, territory))
    faults.push({ field: 'secretariatPhone', rule: 'phone', message: 'must be a phone number' });

  faults.push(
    ...faultsOfPaymentMeans(fields.paymentMeans),
    ...faultsOfChoices(draft),
    ...faultsOfHours(
      draft.weeklyHours,
      faults.some((f) => f.field === 'visitMinutes') ? undefined : fields.visitMinutes,
    ),
  );
  return { faults, fields, timeZone: territory?.timeZone ?? '' };
};

/** B1: the first word of the first line; empty when it is none. */
export const mainFunction = (specialities: string): string =>
  /^\p{L}[\p{L}\p{M}'’-]*/u.exec(specialities.split('\n')[0]?.normalize('NFC') ?? '')?.[0] ?? '';

const faultsOfText = (field: string, text: string, length: number): Fault[] => {
  if (text.length > length)
    return [{ field, rule: 'too_long', message: `must have at most ${length} characters`, limit: String(length) }];
  // Control characters show nowhere, and NUL cannot be stored.
  return /[^\P{Cc}\n\t]/u.test(text) ? [{ field, rule: 'characters', message: 'holds a control character' }] : [];
};

const faultsOfLine = (field: string, text: string): Fault[] =>
  text.includes('\n') ? [{ field, rule: 'one_line', message: 'must be one line' }] : [];

const faultsOfPaymentMeans = (means: readonly string[]): Fault[] => {
  const faults = means.flatMap((line, index) => [
    ...faultsOfText(`paymentMeans[${index}]`, line, PAYMENT_MEANS.length),
    ...faultsOfLine(`paymentMeans[${index}]`, line),
  ]);
  const { atMost } = PAYMENT_MEANS;
  if (means.length > atMost)
    faults.unshift({
      field: 'paymentMeans',
      rule: 'too_many',
      message: `at most ${atMost} lines`,
      limit: String(atMost),
    });
  return faults;
};

const faultsOfChoices = (draft: SettingsDraft): Fault[] => {
  const faults: Fault[] = [];
  const refuse = (field: string, message: string) => faults.push({ field, rule: 'not_an_option', message });
  if (!WINDOW_DAYS.includes(draft.windowDays)) refuse('windowDays', `must be ${WINDOW_DAYS.join(' or ')}`);
  if (!draft.bookingMode) refuse('bookingMode', 'must be one of the modes');
  if (!draft.reasonMode) refuse('reasonMode', 'must be one of the modes');
  return faults;
};

/** In the national form of the office's territory, of metropolitan France, or in the international form of any country. */
const isPhone = (phone: string, territory: Territory | undefined): boolean =>
  [territory?.country ?? 'FR', 'FR' as const].some((country) => parsePhoneNumberFromString(phone, country)?.isValid());

/** Line breaks stay, as \n; blank lines at both ends go, and blanks at the end of each line. */
const tidyText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();

const tidyLine = (text: string): string => text.replace(/\r\n?/g, '\n').trim();

const entries = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] => Object.entries(record) as [K, V][];
