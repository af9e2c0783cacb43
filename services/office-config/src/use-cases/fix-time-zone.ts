import type { Settings } from '../domain/settings';
import type { Deps } from './ports';

/** Scheduling is the author: no person fixes a zone. */
const AUTHOR = '';

/**
 * Fixes the zone of the current settings, in the same log that saves are written to: a save in another zone comes before it,
 * and is what this answers, or after it, and is refused. Repeating it changes nothing. Answers the current settings; of an
 * office never saved nothing is fixed.
 */
export const makeFixTimeZone =
  (d: Pick<Deps, 'log'>) =>
  async (officeId: string): Promise<Settings> => {
    const { settings } = await d.log.append(officeId, AUTHOR, ({ settings: current, fixedZone }) =>
      fixedZone === undefined && current.version > 0 ? { kind: 'zone_fixed', timeZone: current.timeZone } : undefined,
    );
    return settings;
  };
