import { notFound, type Page } from '@creneau/chassis';
import { normalEmail } from '../domain/emails';
import type { OfficeState, SavedVersion } from '../domain/office';
import { type Reason, reasonsForPatients } from '../domain/reasons';
import { changedFields, type Settings, type SettingsFields } from '../domain/settings';
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

/** A version of the settings, and what it changed: empty for the first one, and for old ones. */
export type PastVersion = SavedVersion & { changed: readonly (keyof SettingsFields)[] };

/** Of so many of the newest versions it is told what they changed: each is one read. */
const COMPARED = 20;

export const makeReadConfiguration = (d: Pick<Deps, 'log'>) => {
  const configured = async (officeId: string): Promise<OfficeState> => {
    const state = await d.log.current(officeId);
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

  /** Newest first. */
  const history = async (officeId: string): Promise<PastVersion[]> => {
    const { versions } = await d.log.current(officeId);
    const newestFirst = [...versions].reverse();
    const compared = await Promise.all(
      newestFirst.slice(0, COMPARED + 1).map(({ n }) => d.log.settingsAt(officeId, n)),
    );
    return newestFirst.map((saved, index) => {
      const [after, before] = [compared[index], compared[index + 1]];
      return { ...saved, changed: after && before ? changedFields(before, after) : [] };
    });
  };

  /** A page of the offices that have settings, by id, each as it is now. */
  const page = async (asked: Page): Promise<OfficeState[]> =>
    Promise.all((await d.log.officesAfter(asked)).map(d.log.current));

  return {
    page,
    profile,
    history,
    settings,
    bookingTerms,
    state: d.log.current,
    versions: d.log.versions,
  };
};
