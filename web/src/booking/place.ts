/** Street, postal code and city in one line; whatever is missing is left out. */
export const addressOf = (office: { street: string; postalCode: string; city: string }): string =>
  [office.street, `${office.postalCode} ${office.city}`.trim()].filter(Boolean).join(', ');

/** The city that a time zone is named after: `New York` of `America/New_York`. */
export const zoneName = (timeZone: string): string => timeZone.replace(/^.*\//, '').replace(/_/g, ' ');
