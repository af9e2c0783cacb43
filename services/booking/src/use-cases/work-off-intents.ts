import { AppError } from '@creneau/chassis';
import type { Visit } from '../domain/visit';
import { takeIntents } from '../outbound/postgres/intent-repository';
import { INTENT_GRACE_S } from './commit-change';
import { makeFinishBooking, makeGiveUpBooking } from './finish-booking';
import { makeFinishMove, makeGiveUpMove } from './finish-move';
import type { Deps, Names } from './ports';

/** An intent older than this is given up: whoever asked is gone. */
const MAX_AGE_S = 60;
const BATCH = 10;
const WAIT_MS = 4_000;
const UNKNOWN: Names = { lastName: '', firstName: '', version: 0 };

/**
 * One round over the intents that a crash, or a dependency that was away, left behind: the young ones are finished, the old
 * ones given up. Several replicas share the work; one that finishes an intent together with its own caller does no harm.
 * True when there may be more.
 */
export const makeWorkOffIntents = (d: Omit<Deps, 'terms' | 'maxOpenVisits'>) => {
  const finishBooking = makeFinishBooking(d);
  const giveUpBooking = makeGiveUpBooking(d);
  const finishMove = makeFinishMove(d);
  const giveUpMove = makeGiveUpMove(d);

  const workOff = async (visit: Visit): Promise<void> => {
    const { move } = visit;
    const ageS = d.clock
      .now()
      .since(move?.requestedAt ?? visit.requestedAt)
      .total('seconds');
    const deadline = new Date(Date.now() + WAIT_MS);
    if (ageS > MAX_AGE_S) return move ? giveUpMove(visit) : giveUpBooking(visit);
    if (move) await finishMove(visit, move, deadline);
    else
      await finishBooking(visit, (await d.people.names([visit.patientId])).get(visit.patientId) ?? UNKNOWN, deadline);
  };

  return async (): Promise<boolean> => {
    const intents = await takeIntents(d.postgres, d.clock.now(), INTENT_GRACE_S, BATCH);
    await Promise.all(
      intents.map(async (visit) => {
        const about = { visitId: visit.id, officeId: visit.officeId, intent: visit.move ? 'move' : 'booking' };
        try {
          await workOff(visit);
          d.log.info(about, 'an intent left behind was settled');
        } catch (error) {
          if (error instanceof AppError)
            d.log.info({ ...about, code: error.code }, 'an intent left behind was refused');
          else d.log.error({ ...about, err: error }, 'an intent left behind waits');
        }
      }),
    );
    return intents.length === BATCH;
  };
};
