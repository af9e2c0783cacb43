import { conflict } from '@creneau/chassis';
import { HomeVisitsSaved } from '@creneau/proto/booking/v1/events';
import { saveHomeVisits } from '../outbound/postgres/office-repository';
import type { Deps } from './ports';

export interface SaveHomeVisits {
  officeId: string;
  text: string;
  /** The version the person saw; 0: none was saved yet. */
  expectedVersion: number;
  byId: string;
}

/** Saves the text of the office's home visits and answers its version. Throws `conflict` (stale_version). */
export const makeSaveHomeVisits =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock'>) =>
  ({ officeId, text, expectedVersion, byId }: SaveHomeVisits): Promise<number> =>
    d.postgres.tx(async (tx) => {
      const saved = { officeId, text, version: expectedVersion, savedBy: byId, at: d.clock.now() };
      if (!(await saveHomeVisits(tx, saved)))
        throw conflict('stale_version', 'Somebody else has saved the text since.');
      const version = expectedVersion + 1;
      await d.outbox.add(tx, officeId, HomeVisitsSaved, { officeId, version });
      return version;
    });
