import type { CountryCode } from 'libphonenumber-js';

/** Where a French postal code lies. */
export interface Territory {
  /** IANA name. */
  timeZone: string;
  /** Whose national form a phone number there is first read in. */
  country: CountryCode;
}

const METROPOLITAN: Territory = { timeZone: 'Europe/Paris', country: 'FR' };

/** The first digits decide, the longest first. 984, the southern lands, has no office. */
const BY_PREFIX: readonly (readonly [prefix: string, territory: Territory])[] = [
  ['98755', { timeZone: 'Pacific/Gambier', country: 'PF' }],
  ['97133', { timeZone: 'America/St_Barthelemy', country: 'BL' }],
  ['97150', { timeZone: 'America/Marigot', country: 'MF' }],
  ['9874', { timeZone: 'Pacific/Marquesas', country: 'PF' }],
  ['971', { timeZone: 'America/Guadeloupe', country: 'GP' }],
  ['972', { timeZone: 'America/Martinique', country: 'MQ' }],
  ['973', { timeZone: 'America/Cayenne', country: 'GF' }],
  ['974', { timeZone: 'Indian/Reunion', country: 'RE' }],
  ['975', { timeZone: 'America/Miquelon', country: 'PM' }],
  ['976', { timeZone: 'Indian/Mayotte', country: 'YT' }],
  ['977', { timeZone: 'America/St_Barthelemy', country: 'BL' }],
  ['978', { timeZone: 'America/Marigot', country: 'MF' }],
  ['980', { timeZone: 'Europe/Paris', country: 'MC' }],
  ['986', { timeZone: 'Pacific/Wallis', country: 'WF' }],
  ['987', { timeZone: 'Pacific/Tahiti', country: 'PF' }],
  ['988', { timeZone: 'Pacific/Noumea', country: 'NC' }],
];

/** Undefined for a code that no place in France has. */
export const territoryOf = (postalCode: string): Territory | undefined => {
  if (!/^\d{5}$/.test(postalCode)) return undefined;
  const overseas = BY_PREFIX.find(([prefix]) => postalCode.startsWith(prefix));
  if (overseas) return overseas[1];
  const department = Number(postalCode.slice(0, 2));
  return department >= 1 && department <= 95 ? METROPOLITAN : undefined;
};
