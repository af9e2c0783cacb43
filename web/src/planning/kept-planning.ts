import type { Planning } from '../api/staff';

/** The last planning read, kept in this tab alone and for this session only: what a page without network still shows. */
type Kept = { at: number; planning: Planning };

const nameOf = (officeId: string): string => `creneau.planning.${officeId}`;

export const keepPlanning = (planning: Planning, at: number): void => {
  try {
    sessionStorage.setItem(nameOf(planning.officeId), JSON.stringify({ at, planning } satisfies Kept));
  } catch {
    // Storage full or refused: the page keeps what it has in memory.
  }
};

export const keptPlanning = (officeId: string): Kept | undefined => {
  try {
    const text = sessionStorage.getItem(nameOf(officeId));
    return text ? (JSON.parse(text) as Kept) : undefined;
  } catch {
    return undefined;
  }
};
