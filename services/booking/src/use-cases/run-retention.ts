import { forgetVisits } from '../outbound/postgres/retention-repository';
import type { Deps } from './ports';

const VISITS_PER_DELETE = 1_000;

/**
 * Forgets visits older than the 30 kept days (C2), except unjustified absences and teleconsultations not known to be paid
 * (C3). Repeating it, missing it and running it in several replicas are harmless. `today` overrides every office's date.
 * Answers how many went.
 */
export const makeRunRetention =
  (d: Pick<Deps, 'postgres' | 'clock' | 'log'>) =>
  async (today: Temporal.PlainDate | null = null): Promise<number> => {
    let forgotten = 0;
    for (let gone = -1; gone !== 0; forgotten += gone) {
      gone = await forgetVisits(d.postgres, d.clock.now(), today, VISITS_PER_DELETE);
    }
    if (forgotten > 0) d.log.info({ visits: forgotten }, 'old visits were forgotten');
    return forgotten;
  };
