import type { DayText } from '../time/format';

/** What a person may add about herself; all of it optional. */
export type AboutMe = { birthDate: string; postalCode: string; city: string };

export type AboutMeFault = 'birthDateFuture' | 'postalCodeForm';

/** The rules for what is filled in; an empty field is never at fault. */
export const aboutMeRules = {
  birthDate: (value: string, today: DayText): AboutMeFault | null => (value > today ? 'birthDateFuture' : null),
  postalCode: (value: string): AboutMeFault | null =>
    value.trim() === '' || /^\d{5}$/.test(value.trim()) ? null : 'postalCodeForm',
};

/** As the site keeps it: what is blank is absent. */
export const filledIn = (about: AboutMe) => ({
  birthDate: about.birthDate || null,
  postalCode: about.postalCode.trim() || null,
  city: about.city.trim() || null,
});
