import type { Pool, PoolClient } from 'pg';
import { overloaded, unavailable } from '../errors/app-error';

/** A connection given back this lately shows that the database answers. */
const LATELY_MS = 1_000;

/** The connections of a pool, each in turn. */
export interface Turns {
  /**
   * The next free connection. Throws `limited` (overloaded) when too many wait already, or when the wait was too long although
   * others were served; `unavailable` (database_unavailable) when nobody was, or no connection could be made, be it for a
   * certificate that has expired.
   */
  connection(): Promise<PoolClient>;
  /**
   * Resolves as soon as the database shows that it answers, by whoever's work: asked behind a full pool, it would wait as long
   * as its busiest caller.
   */
  answering(): Promise<void>;
}

export const takeTurns = (pool: Pool, maxWaiting: number): Turns => {
  let served = 0;
  let servedAtMs = Number.NEGATIVE_INFINITY;
  let asking: (() => void)[] = [];
  // Whoever holds a connection learns of its loss from the statement that fails; unheard, the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('release', (error) => {
    if (error) return;
    served += 1;
    servedAtMs = performance.now();
    const told = asking;
    asking = [];
    for (const tell of told) tell();
  });

  return {
    async connection() {
      if (pool.waitingCount >= maxWaiting) throw overloaded();
      const servedBefore = served;
      try {
        return await pool.connect();
      } catch (error) {
        if (error instanceof Error && /timeout/.test(error.message) && served > servedBefore)
          throw overloaded('overloaded', { cause: error });
        throw isAnswer(error)
          ? error
          : unavailable('database_unavailable', 'The database does not answer.', { cause: error });
      }
    },
    async answering() {
      if (performance.now() - servedAtMs < LATELY_MS) return;
      const probe = pool.query('SELECT 1');
      await new Promise<void>((resolve, reject) => {
        asking.push(resolve);
        probe.then(() => resolve(), reject);
      });
    },
  };
};

/** What the server itself says has an SQLSTATE; all else stands between it and us: a network, a certificate. */
const isAnswer = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code));
