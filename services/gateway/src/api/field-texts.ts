import { type FieldRule, isFieldRule } from '@creneau/chassis';
import type { Language } from './problem-texts';

/**
 * Messages of per-field errors by rule, one per rule of the chassis's vocabulary. The owner of a rule sends its code and an
 * English message, which serves for a code younger than this gateway.
 */
const FIELD_TEXTS: Readonly<Record<FieldRule, readonly [fr: string, en: string]>> = {
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
  // Registration and account
  password_is_login: ["Le mot de passe doit différer de l'identifiant.", 'The password must differ from the login.'],
  password_is_email: [
    "Le mot de passe doit différer de l'adresse e-mail.",
    'The password must differ from the e-mail.',
  ],
  password_refused: ['Choisissez un autre mot de passe.', 'Choose another password.'],
  birth_date_implausible: ["Cette date de naissance n'est pas possible.", 'This date of birth is not possible.'],
  terms_outdated: ['Le texte a changé : relisez-le.', 'The text has changed: read it again.'],
  // Office settings
  characters: [
    "Ce texte contient un caractère qui n'est pas permis.",
    'This text holds a character that is not allowed.',
  ],
  one_line: ['Une seule ligne.', 'One line only.'],
  main_function: [
    'Le premier mot de la première ligne doit être la fonction principale, par exemple Chirurgien-dentiste.',
    'The first word of the first line must be the main function, for instance Chirurgien-dentiste.',
  ],
  postal_code: ['Un code postal français de cinq chiffres.', 'A French postal code of five digits.'],
  phone: ["Ce numéro de téléphone n'est pas valable.", 'This phone number is not valid.'],
  mobile_phone: ["Ce n'est pas un numéro de mobile.", 'This is not a mobile number.'],
  weekday: ['Un jour de 1 (lundi) à 7 (dimanche).', 'A day from 1 (Monday) to 7 (Sunday).'],
  weekday_twice: ['Ce jour figure deux fois.', 'This day stands twice.'],
  time_format: ['Une heure hh:mm, par exemple 09:00.', 'A time hh:mm, for instance 09:00.'],
  end_before_start: ['La fin doit suivre le début.', 'The end must come after the start.'],
  half_days_overlap: [
    "L'après-midi ne peut pas commencer avant la fin de la matinée.",
    'The afternoon cannot begin before the morning has ended.',
  ],
  half_day_too_short: ["La demi-journée est plus courte qu'une visite.", 'The half-day is shorter than one visit.'],
  longer_than_half_day: [
    'La visite est plus longue que chaque demi-journée.',
    'The visit is longer than every half-day.',
  ],
  reason_listed: ['Ce motif est déjà dans la table.', 'The table has this reason already.'],
  range: ['Un nombre de {limit}.', 'A number within {limit}.'],
  time_zone_fixed: [
    'Le fuseau horaire de cette adresse diffère de celui du planning déjà généré.',
    'This address lies in another time zone than the planning that was generated.',
  ],
  uuid: ["Cet identifiant n'a pas la forme attendue.", 'This identifier has the wrong form.'],
  span_too_long: ['La période est trop longue.', 'The span is too long.'],
  captcha_invalid: ['Demandez un nouveau code.', 'Ask for a new code.'],
  login_taken: ['Cet identifiant est déjà pris.', 'This login is already taken.'],
  login_format: [
    'Lettres minuscules et chiffres ; point, tiret et souligné au milieu.',
    'Lower-case letters and digits; dot, hyphen and underscore inside.',
  ],
  email_taken: ['Un compte existe déjà avec cette adresse.', 'An account with this e-mail exists already.'],
  email_format: ["Cette adresse e-mail n'est pas valable.", 'This e-mail address is not valid.'],
  instant_format: ['Une date et une heure avec leur décalage.', 'A date and time with an offset.'],
  date_format: ['Une date AAAA-MM-JJ.', 'A date YYYY-MM-DD.'],
  terms_required: ['Votre accord est nécessaire.', 'Your consent is needed.'],
};

/** The message of a field's error, or the owner's own words when the catalogue has none. `limit` fills its place. */
export const fieldText = (code: string, language: Language, fallback: string, limit?: string): string => {
  if (!isFieldRule(code)) return fallback;
  const texts = FIELD_TEXTS[code];
  return (language === 'en' ? texts[1] : texts[0]).replace('{limit}', limit ?? '');
};
