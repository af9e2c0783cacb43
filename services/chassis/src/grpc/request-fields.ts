import { invalid } from '../errors/app-error';
import type { FieldRule } from '../errors/field-rules';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const refuse = (field: string, rule: FieldRule, message: string, limit?: string) =>
  invalid([{ field, rule, message, ...(limit ? { limit } : {}) }]);

/** Reads of request fields that throw `invalid` naming the field and the rule. */
export const uuidField = (field: string, value: string): string => {
  if (!UUID.test(value)) throw refuse(field, 'uuid', 'must be a UUID');
  return value.toLowerCase();
};

export const uuidFields = (field: string, values: readonly string[]): string[] =>
  values.map((value, index) => uuidField(`${field}[${index}]`, value));

/** YYYY-MM-DD, from year 1 on: PostgreSQL has no year 0. */
export const dateField = (field: string, value: string): Temporal.PlainDate => {
  try {
    if (/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value)) return Temporal.PlainDate.from(value, { overflow: 'reject' });
  } catch {
    // Falls through to the refusal: a date that does not exist.
  }
  throw refuse(field, 'date_format', 'must be a date as YYYY-MM-DD');
};

/** What ISO 8601 writes with four digits of a year; PostgreSQL reads no other form, and has no year 0. */
const FIRST_SECOND = Temporal.Instant.from('0001-01-01T00:00:00Z').epochMilliseconds / 1_000;
const LAST_SECOND = Temporal.Instant.from('9999-12-31T23:59:59Z').epochMilliseconds / 1_000;

/** An instant of the years 1 to 9999. */
export const instantField = (field: string, value: Temporal.Instant | undefined): Temporal.Instant => {
  if (!value) throw refuse(field, 'required', 'is required');
  const second = Math.floor(value.epochMilliseconds / 1_000);
  if (second < FIRST_SECOND || second > LAST_SECOND)
    throw refuse(field, 'instant_format', 'must lie in years 1 to 9999');
  return value;
};

/** Control characters show nowhere, and NUL cannot be stored. */
const UNPRINTABLE = /[^\P{Cc}\n\r\t]/u;

/** Blanks at both ends are removed. */
export const textField = (field: string, value: string, maxLength: number, minLength = 0): string => {
  const text = value.trim();
  if (UNPRINTABLE.test(text)) throw refuse(field, 'characters', 'holds a control character');
  if (text.length < minLength) throw refuse(field, 'required', 'is required');
  if (text.length > maxLength)
    throw refuse(field, 'too_long', `must have at most ${maxLength} characters`, String(maxLength));
  return text;
};

export const intField = (field: string, value: number, min: number, max: number): number => {
  if (!Number.isInteger(value) || value < min || value > max)
    throw refuse(field, 'range', `must be a whole number from ${min} to ${max}`, `${min}–${max}`);
  return value;
};

/** Sorts before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export interface Page {
  /** The last id of the page before. */
  after: string;
  size: number;
}

/** A page of what is read in the order of ids: its token is the last id of the page before. */
export const pageFields = (
  { pageToken, pageSize }: { pageToken: string; pageSize: number },
  { usual, max }: { usual: number; max: number },
): Page => ({
  after: pageToken === '' ? FIRST_ID : uuidField('pageToken', pageToken),
  size: intField('pageSize', pageSize, 0, max) || usual,
});

/** Empty when the page is not full, and therefore the last. */
export const nextPageToken = (ids: readonly string[], { size }: Page): string =>
  ids.length < size ? '' : (ids.at(-1) ?? '');
