import type { Reason } from './reasons';
import { DEFAULT_SETTINGS, type Settings } from './settings';

/** What happened to an office's configuration. */
export type Change =
  | { kind: 'settings'; settings: Settings }
  | { kind: 'zone_fixed'; timeZone: string }
  | { kind: 'reason_added'; reason: Reason }
  | { kind: 'reason_removed'; reasonId: string }
  | { kind: 'emails_added'; emails: readonly string[] }
  | { kind: 'email_removed'; email: string };

/** One entry of an office's log. */
export interface Entry {
  officeId: string;
  /** 1, 2, 3 … without a gap. */
  n: number;
  at: Temporal.Instant;
  authorId: string;
  change: Change;
}

export interface SavedVersion {
  version: number;
  authorId: string;
  savedAt: Temporal.Instant;
  /** The entry that holds it. */
  n: number;
}

/** An office's configuration, folded from its log. */
export interface OfficeState {
  officeId: string;
  /** The last entry folded; 0 for an empty log. */
  last: number;
  settings: Settings;
  /** The zone that days are, or may be by now, generated in; undefined while it may still change. */
  fixedZone: string | undefined;
  /** Oldest first. */
  versions: readonly SavedVersion[];
  reasons: readonly Reason[];
  /** When each address was listed, by its normal form. */
  emails: ReadonlyMap<string, Temporal.Instant>;
}

export const emptyOffice = (officeId: string): OfficeState => ({
  officeId,
  last: 0,
  settings: DEFAULT_SETTINGS,
  fixedZone: undefined,
  versions: [],
  reasons: [],
  emails: new Map(),
});

/** The state after more entries. Takes them as far as they follow without a gap; the state given stays as it was. */
export const fold = (state: OfficeState, entries: readonly Entry[]): OfficeState => {
  const next = { ...state, versions: [...state.versions], reasons: [...state.reasons] };
  // A list may hold thousands of addresses: it is copied once, and only when it changes.
  let emails: Map<string, Temporal.Instant> | undefined;
  for (const { n, at, authorId, change } of entries) {
    if (n !== next.last + 1) break;
    next.last = n;
    switch (change.kind) {
      case 'settings':
        next.settings = change.settings;
        next.versions.push({ version: change.settings.version, authorId, savedAt: at, n });
        break;
      case 'zone_fixed':
        next.fixedZone = change.timeZone;
        break;
      case 'reason_added':
        next.reasons.push(change.reason);
        break;
      case 'reason_removed':
        next.reasons = next.reasons.filter((reason) => reason.id !== change.reasonId);
        break;
      case 'emails_added':
        emails ??= new Map(state.emails);
        for (const email of change.emails) emails.set(email, at);
        break;
      case 'email_removed':
        emails ??= new Map(state.emails);
        emails.delete(change.email);
        break;
    }
  }
  return emails ? { ...next, emails } : next;
};
