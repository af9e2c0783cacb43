import type { Fault } from './fault';

/** What a person agreed to, and what she chose to add (A3). */
export interface Consents {
  termsVersion: string;
  birthDate: Temporal.PlainDate | null;
  /** Empty when she gave none. */
  postalCode: string;
  city: string;
}

export type RecordedConsents = Consents & { acceptedAt: Temporal.Instant };

const OLDEST_YEARS = 130;
const CITY_MAX = 100;

/** Every field that breaks a rule; empty when all is well. */
export const consentFaults = (consents: Consents, today: Temporal.PlainDate): Fault[] => {
  const faults: Fault[] = [];
  if (!/^[\w.-]{1,40}$/.test(consents.termsVersion))
    faults.push({ field: 'termsVersion', rule: 'terms_required', message: 'names the text that was agreed to' });
  if (consents.birthDate && !isPlausible(consents.birthDate, today))
    faults.push({
      field: 'birthDate',
      rule: 'birth_date_implausible',
      message: `must lie in the past ${OLDEST_YEARS} years`,
    });
  if (consents.postalCode !== '' && !/^\d{5}$/.test(consents.postalCode))
    faults.push({ field: 'postalCode', rule: 'postal_code', message: 'must have five digits' });
  if ([...consents.city].length > CITY_MAX)
    faults.push({
      field: 'city',
      rule: 'too_long',
      message: `must have at most ${CITY_MAX} characters`,
      limit: String(CITY_MAX),
    });
  if (/\p{Cc}/u.test(consents.city))
    faults.push({ field: 'city', rule: 'characters', message: 'holds a control character' });
  return faults;
};

/** Whether she agreed to the same before: nothing new to record then. */
export const sameConsents = (a: Consents, b: Consents): boolean =>
  a.termsVersion === b.termsVersion &&
  String(a.birthDate) === String(b.birthDate) &&
  a.postalCode === b.postalCode &&
  a.city === b.city;

const isPlausible = (birth: Temporal.PlainDate, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(birth, today) <= 0 &&
  Temporal.PlainDate.compare(birth, today.subtract({ years: OLDEST_YEARS })) >= 0;
