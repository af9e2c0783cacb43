import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/** France and its overseas departments, which share the form 0X XX XX XX XX. */
const TEN_DIGIT_CODES = new Set(['33', '262', '508', '590', '594', '596']);
/** New Caledonia, French Polynesia, Wallis and Futuna: numbers of their own form. */
const PACIFIC_CODES = new Set(['681', '687', '689']);

/**
 * A French mobile number, overseas included, in any usual writing, as `0612345678` (in the Pacific as `+68987123456`).
 * Undefined when it is none. Ranges are not checked against the plan of the day: 06 and 07 are.
 */
export const frenchMobile = (text: string): string | undefined => {
  const number = parsePhoneNumberFromString(text, 'FR');
  if (!number) return undefined;
  const { countryCallingCode, nationalNumber } = number;
  if (TEN_DIGIT_CODES.has(countryCallingCode) && /^[67]\d{8}$/.test(nationalNumber)) return `0${nationalNumber}`;
  return PACIFIC_CODES.has(countryCallingCode) && number.isValid() ? number.number : undefined;
};

/** Any number that can be dialled from France: national digits for a French one, else international. Undefined for none. */
export const anyPhone = (text: string): string | undefined => {
  const number = parsePhoneNumberFromString(text, 'FR');
  if (!number?.isPossible()) return undefined;
  return TEN_DIGIT_CODES.has(number.countryCallingCode) ? `0${number.nationalNumber}` : number.number;
};
