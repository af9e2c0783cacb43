import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Logger } from 'pino';

const CHASSIS_MIGRATIONS = join(__dirname, '..', '..', 'migrations');
/** Any constant: one migration at a time in a database. */
const LOCK = 7_253_001;

/**
 * Brings the database to the newest migration: the chassis's own tables first, then the service's. Files are numbered
 * (`0001_visits.sql`), run each in its own transaction under a lock, and never change once they have run: a changed one
 * stops the start. One that ran and is not here any more belongs to a newer release, and stops no rollback. Replicas that
 * start together wait for the first.
 */
export const migrate = async (url: string, directory: string, log: Logger): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS migration (
      owner text, name text, sha256 text NOT NULL, ran_at timestamptz NOT NULL, PRIMARY KEY (owner, name))`);
    await runAll(client, 'chassis', CHASSIS_MIGRATIONS, log);
    await runAll(client, 'service', directory, log);
  } finally {
    await client.end();
  }
};

const runAll = async (client: Client, owner: string, directory: string, log: Logger): Promise<void> => {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM migration WHERE owner = $1',
    [owner],
  );
  const ran = new Map(rows.map((row) => [row.name, row.sha256]));
  const names = (await readdir(directory)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  for (const name of names) {
    const sql = await readFile(join(directory, name), 'utf8');
    const sha256 = createHash('sha256').update(sql).digest('hex');
    const known = ran.get(name);
    if (known === sha256) continue;
    if (known) throw new Error(`the migration ${name} has changed since it ran: write a new one instead`);
    await client.query('BEGIN');
    try {
      await client.query(sql);
      await client.query('INSERT INTO migration VALUES ($1, $2, $3, clock_timestamp())', [owner, name, sha256]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw new Error(`the migration ${name} failed`, { cause: error });
    }
    log.info({ migration: name }, 'migrated');
  }
};
