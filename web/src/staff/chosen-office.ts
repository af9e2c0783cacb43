const storageKey = 'creneau.office';

/** The office last chosen on this device, among those that its users work for. */
export const rememberedOffice = (): string | null => {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
};

export const rememberOffice = (officeId: string): void => {
  try {
    localStorage.setItem(storageKey, officeId);
  } catch {
    // Storage refused: the choice lasts as long as the page.
  }
};

/** The office a page of staff is about: the chosen one, else the first. */
export const officeAmong = <Office extends { officeId: string }>(
  offices: readonly Office[],
  chosen: string | null,
): Office | undefined => offices.find((one) => one.officeId === chosen) ?? offices[0];

/** How an office is told from others: its practitioner, and where. */
export const officeLabel = (office: { firstName: string; lastName: string; city: string }): string =>
  [`${office.firstName} ${office.lastName}`, office.city].filter(Boolean).join(', ');
