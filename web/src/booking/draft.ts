import type { InstantText } from '../time/format';

/**
 * A booking begun: kept in the tab's own storage, so that signing in, registering or a reload in between loses nothing.
 * `key` names the attempt: it stays while the same thing is asked for, and changes with what is asked.
 */
export type Draft = { startsAt: InstantText; reason: string; phone: string; key: string };

const nameOf = (officeId: string): string => `creneau.booking.${officeId}`;

const isDraft = (value: unknown): value is Draft => {
  if (typeof value !== 'object' || value === null) return false;
  const draft = value as Record<string, unknown>;
  return ['startsAt', 'reason', 'phone', 'key'].every((field) => typeof draft[field] === 'string');
};

export const readDraft = (officeId: string): Draft | undefined => {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(nameOf(officeId)) ?? 'null');
    return isDraft(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const keepDraft = (officeId: string, draft: Draft | undefined): void => {
  try {
    if (draft) sessionStorage.setItem(nameOf(officeId), JSON.stringify(draft));
    else sessionStorage.removeItem(nameOf(officeId));
  } catch {
    // Storage refused: the booking still works, as long as the page stays open.
  }
};

/** A fresh name for an attempt to book. */
export const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** The draft with a change; what is asked for being another thing, the attempt is another one. */
export const changed = (draft: Draft, change: Partial<Omit<Draft, 'key'>>): Draft => ({
  ...draft,
  ...change,
  key: newKey(),
});
