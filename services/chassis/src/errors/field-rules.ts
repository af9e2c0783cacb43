/**
 * Every rule that a field can break, in one vocabulary for all services: what is the same to a person has one name.
 * Names are stable, since forms decide on them; bounds travel beside them as `limit`.
 */
export const FIELD_RULES = [
  // Any field
  'required',
  'wrong_type',
  'wrong_format',
  'not_an_option',
  'too_short',
  'too_long',
  'too_few',
  'too_many',
  'too_small',
  'too_big',
  /** A number outside `limit`, which names both ends. */
  'range',
  'one_line',
  /** Holds a character that is not admitted there. */
  'characters',
  'uuid',
  'date_format',
  'time_format',
  'instant_format',
  'end_before_start',
  'span_too_long',
  // People
  'login_format',
  'login_taken',
  'email_format',
  'email_taken',
  'password_is_login',
  'password_is_email',
  /** Refused by Keycloak, whose policy may be stricter than our own rules. */
  'password_refused',
  'captcha_invalid',
  'terms_required',
  'terms_outdated',
  'birth_date_implausible',
  'phone',
  'mobile_phone',
  'postal_code',
  // Offices
  'main_function',
  'weekday',
  'weekday_twice',
  'half_days_overlap',
  'half_day_too_short',
  'longer_than_half_day',
  'time_zone_fixed',
  'reason_listed',
] as const;

export type FieldRule = (typeof FIELD_RULES)[number];

const known: ReadonlySet<string> = new Set(FIELD_RULES);
export const isFieldRule = (rule: unknown): rule is FieldRule => typeof rule === 'string' && known.has(rule);
