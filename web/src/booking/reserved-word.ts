/** Does a reason ask for a teleconsultation? The reserved word counts in any case, with or without accents (D3). */
export const isTeleconsultation = (reason: string): boolean =>
  reason
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .includes('teleconsultation');

/** A number that can be dialled: nine digits at least, however they are spaced. */
export const looksLikePhone = (text: string): boolean => {
  const digits = text.replace(/\D/g, '');
  return /^\+?[\d\s().-]+$/.test(text.trim()) && digits.length >= 9 && digits.length <= 15;
};

/** What a telephone link dials. */
export const dialled = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;
