import type { Language } from './problem-texts';

/**
 * Messages of per-field errors by rule. The owner of a rule sends its code and an English message;
 * a code that is not listed here falls back on that message.
 */
const FIELD_TEXTS: Record<string, readonly [fr: string, en: string]> = {
  required: ['Ce champ est obligatoire.', 'This field is required.'],
  wrong_type: ["Cette valeur n'est pas du bon type.", 'This value has the wrong type.'],
  too_short: ['Au moins {limit} caractères.', 'At least {limit} characters.'],
  too_long: ['Au plus {limit} caractères.', 'At most {limit} characters.'],
  too_few: ['Au moins {limit}.', 'At least {limit}.'],
  too_many: ['Au plus {limit}.', 'At most {limit}.'],
  too_small: ['Au moins {limit}.', 'At least {limit}.'],
  too_big: ['Au plus {limit}.', 'At most {limit}.'],
  wrong_format: ["Cette valeur n'a pas la forme attendue.", 'This value has the wrong form.'],
  not_an_option: ["Cette valeur n'est pas proposée.", 'This value is not one of the choices.'],
  order: ['La fin doit suivre le début.', 'The end must come after the start.'],
  max_days: ['La période est trop longue.', 'The span is too long.'],
  max_length: ['Trop long.', 'Too long.'],
  range: ['Valeur hors limites.', 'Out of range.'],
  before_from: ['La fin précède le début.', 'The end is before the start.'],
  span_too_long: ['La période est trop longue.', 'The span is too long.'],
  captcha_invalid: ['Demandez un nouveau code.', 'Ask for a new code.'],
  login_taken: ['Cet identifiant est déjà pris.', 'This login is already taken.'],
  login_format: [
    'Lettres minuscules et chiffres ; point, tiret et souligné au milieu.',
    'Lower-case letters and digits; dot, hyphen and underscore inside.',
  ],
  email_taken: ['Un compte existe déjà avec cette adresse.', 'An account with this e-mail exists already.'],
  email_format: ["Cette adresse e-mail n'est pas valable.", 'This e-mail address is not valid.'],
  password_too_short: ['Dix caractères au moins.', 'Ten characters at least.'],
  instant_format: ['Une date et une heure avec leur décalage.', 'A date and time with an offset.'],
  date_format: ['Une date AAAA-MM-JJ.', 'A date YYYY-MM-DD.'],
  terms_required: ['Votre accord est nécessaire.', 'Your consent is needed.'],
};

/** The message of a field's error, or the owner's own words when the catalogue has none. `limit` fills its place. */
export const fieldText = (code: string, language: Language, fallback: string, limit?: string): string => {
  const texts = FIELD_TEXTS[code];
  if (!texts) return fallback;
  return (language === 'en' ? texts[1] : texts[0]).replace('{limit}', limit ?? '');
};
