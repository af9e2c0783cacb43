import type { Postgres, Prepared, Tx } from '../postgres/pool';
import { aHalt, type Halt } from './halt';

/** A database whose next user is stopped at a point of its work. */
export interface Stopped extends Omit<Halt, 'here'> {
  postgres: Postgres;
}

/**
 * The same database, but whoever is first to run this statement there (by its name, or by a piece of its text) stops right
 * after it until `goOn`. Stopped after the last statement of a transaction, it stands before its commit.
 */
export const stoppedAfter = (postgres: Postgres, statement: string): Stopped => {
  const { reached, goOn, here } = aHalt();
  let isFirst = true;
  const stop = async <T>(ran: string | Prepared, answer: T): Promise<T> => {
    if (!isFirst || !names(ran, statement)) return answer;
    isFirst = false;
    await here();
    return answer;
  };
  return {
    reached,
    goOn,
    postgres: {
      ...postgres,
      query: async (ran, params) => stop(ran, await postgres.query(ran, params)),
      tx: (work, options) =>
        postgres.tx((tx) => {
          const stopping: Tx = {
            ...tx,
            query: async (ran, params) => stop(ran, await tx.query(ran, params)),
            last: () => stopping,
          };
          return work(stopping);
        }, options),
    },
  };
};

const names = (ran: string | Prepared, statement: string): boolean =>
  typeof ran === 'string' ? ran.includes(statement) : ran.name === statement || ran.text.includes(statement);
