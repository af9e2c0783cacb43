import { notFound } from '@creneau/chassis';
import { normalEmail } from '../domain/emails';
import type { OfficeState } from '../domain/office';
import { type Reason, reasonsForPatients } from '../domain/reasons';
import type { Settings } from '../domain/settings';
import type { Deps } from './ports';

/** What an office shows to patients. */
export interface Profile {
  settings: Settings;
  /** The table as patients see it; empty when no reason is asked. */
  reasons: readonly Reason[];
}

/** What booking must know at the moment of a booking. */
export interface BookingTerms extends Profile {
  emailListed: boolean;
}

export const makeReadConfiguration = (d: Pick<Deps, 'log'>) => {
  const configured = async (officeId: string): Promise<OfficeState> => {
    const state = await d.log.recent(officeId);
    if (state.settings.version === 0)
      throw notFound('office_not_configured', 'The settings of the office are not filled in yet.');
    return state;
  };

  /** Throws `not_found` (office_not_configured). */
  const profile = async (officeId: string): Promise<Profile> => {
    const { settings, reasons } = await configured(officeId);
    return { settings, reasons: reasonsForPatients(settings, reasons) };
  };

  /** The current settings for version 0, the defaults when never saved. Throws `not_found` (version_not_found). */
  const settings = async (officeId: string, version: number): Promise<Settings> => {
    const state = await d.log.current(officeId);
    if (version === 0 || version === state.settings.version) return state.settings;
    const saved = state.versions.find((known) => known.version === version);
    const found = saved && (await d.log.settingsAt(officeId, saved.n));
    if (!found) throw notFound('version_not_found', 'The settings have no such version.');
    return found;
  };

  /** Throws `not_found` (office_not_configured). `verifiedEmail` is empty when the patient has none. */
  const bookingTerms = async (officeId: string, verifiedEmail: string): Promise<BookingTerms> => {
    const { settings: current, reasons, emails } = await configured(officeId);
    return {
      settings: current,
      reasons: reasonsForPatients(current, reasons),
      emailListed: emails.has(normalEmail(verifiedEmail)),
    };
  };

  return {
    profile,
    settings,
    bookingTerms,
    state: d.log.current,
    versions: d.log.versions,
  };
};
