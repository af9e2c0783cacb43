import { type FieldRule, invalid } from '@creneau/chassis';
import { anyPhone, frenchMobile } from './phone';

/** What the office asks of a reason (B16, D3). */
export interface ReasonTerms {
  mode: 'free' | 'table';
  /** The table as patients see it; empty: no reason is asked. */
  table: readonly string[];
}

/** The reason of a visit as it is kept and shown. */
export interface Reason {
  text: string;
  /** `0612345678`, or empty. */
  phone: string;
  teleconsultation: boolean;
}

const RESERVED = 'teleconsultation';

/** Whether a text holds the reserved word, in any case, with or without accents. */
export const namesTeleconsultation = (text: string): boolean =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().includes(RESERVED);

/**
 * The reason a patient or staff gave, checked (D3): one of the table's where there is one; a teleconsultation needs a mobile
 * number, which is appended. A table that asks for no reason never blocks a booking.
 * Throws `invalid` on `reason` (required, not_an_option) or `phone` (required, mobile_phone, phone).
 */
export const reasonOf = (given: { reason: string; phone: string }, terms: ReasonTerms): Reason => {
  const text = chosen(given.reason.trim(), terms);
  const typed = given.phone.trim();
  const teleconsultation = namesTeleconsultation(text);
  if (!teleconsultation)
    return { text, phone: typed === '' ? '' : checked(anyPhone(typed), 'phone'), teleconsultation };
  if (typed === '') throw refuse('phone', 'required', 'A teleconsultation needs a mobile number.');
  const phone = checked(frenchMobile(typed), 'mobile_phone');
  return { text: `${text} (${phone})`, phone, teleconsultation };
};

const chosen = (text: string, terms: ReasonTerms): string => {
  if (terms.mode === 'free') return text;
  if (terms.table.length === 0) return '';
  if (text === '') throw refuse('reason', 'required', 'The office asks for a reason.');
  if (!terms.table.includes(text)) throw refuse('reason', 'not_an_option', "This is not one of the office's reasons.");
  return text;
};

const checked = (phone: string | undefined, rule: 'phone' | 'mobile_phone'): string => {
  if (phone) return phone;
  throw refuse('phone', rule, rule === 'phone' ? 'This is no phone number.' : 'This is no French mobile number.');
};

const refuse = (field: string, rule: FieldRule, message: string) => invalid([{ field, rule, message }]);
