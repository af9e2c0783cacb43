import type { Db } from '../postgres/pool';
import { eventually } from './eventually';

/** Resolves once so many others of this database wait for a lock. */
export const untilWaiting = async (db: Db, waiting = 1): Promise<void> => {
  await eventually(async () => {
    const [row] = await db.query<{ n: number }>(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (row?.n !== waiting) throw new Error(`${row?.n} wait for a lock, not ${waiting}`);
  });
};

/**
 * Every row of every table, but for which events were applied: what two of these differ in, something has changed. Facts
 * that wait for a relay are part of it.
 */
export const databaseState = async (db: Db): Promise<Record<string, string[]>> => {
  const tables = await db.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('inbox', 'migration') ORDER BY 1`,
  );
  const state: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await db.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} AS t ORDER BY 1`);
    state[name] = rows.map(({ row }) => row);
  }
  return state;
};
