import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type Db } from '@creneau/chassis';

/** So far ahead turns are given: with one mail a second, to sixty senders that wait. */
const LONGEST_WAIT_S = 60;
const TURN_S = 0.25;
const MOST = 8;

/** How many mails leave in one turn: what a quarter of a second allows, and one at least. Enough to share questions, too few to be felt by others. */
export const mailsPerTurn = (perSecond: number): number => Math.min(MOST, Math.max(1, Math.floor(perSecond * TURN_S)));

/**
 * Takes the next turn, of so many milliseconds, whichever replica took the one before; answers in how many of them it begins. By the
 * database's own clock, which all replicas share. A turn further ahead than any is given is left from before that was set back.
 */
export const takeTurn = async (db: Db, lengthMs: number): Promise<number> => {
  const [row] = await db.query<{ wait_ms: number }>(
    {
      name: 'mail-turn',
      text: `INSERT INTO mail_turn AS turn (next_at) VALUES (clock_timestamp() + $1 * interval '1 millisecond')
             ON CONFLICT (singleton) DO UPDATE SET next_at = $1 * interval '1 millisecond' + CASE
               WHEN turn.next_at BETWEEN clock_timestamp() AND clock_timestamp() + $2 * interval '1 second' THEN turn.next_at
               ELSE clock_timestamp() END
             RETURNING (1000 * extract(epoch FROM next_at - clock_timestamp()) - $1)::float8 AS wait_ms`,
    },
    [lengthMs, LONGEST_WAIT_S],
  );
  return Math.max(0, row?.wait_ms ?? 0);
};

/**
 * Lets some mails through at a time, evenly: a mail server takes no more from all replicas together, and a second's mails at once would
 * hold up, each second anew, what people wait for. While the database gives no turns, whoever asks goes on alone after as long as one takes.
 */
export const makePace = (db: Db, perSecond: number): ((mails: number) => Promise<void>) => {
  return async (mails) => {
    const lengthMs = (1_000 * mails) / perSecond;
    const waitMs = await takeTurn(db, lengthMs).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return lengthMs;
    });
    if (waitMs > 0) await sleep(waitMs);
  };
};
