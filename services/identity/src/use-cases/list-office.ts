import type { Tx } from '@creneau/chassis';
import type { ListedSettings } from '../domain/office';
import { listPlanning, listSettings } from '../outbound/postgres/listing-repository';

/** Shows an office with what was saved for it. An older version, and repeating one, change nothing. */
export const followSettings = (tx: Tx, officeId: string, settings: ListedSettings): Promise<void> =>
  listSettings(tx, officeId, settings);

/** Shows that an office has a planning, and so can be booked once it has settings. */
export const followPlanning = (tx: Tx, officeId: string): Promise<void> => listPlanning(tx, officeId);
