import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type DatabaseError } from 'pg';
import type { Logger } from 'pino';

const CHASSIS_MIGRATIONS = join(__dirname, '..', '..', 'migrations');
/** Any constant: one migration at a time in a database. */
const LOCK = 7_253_001;
/**
 * How long a migration stands in a table's queue before those behind it have their turn. Above PostgreSQL's deadlock_timeout (1 s),
 * after which a vacuum gives way to it.
 */
const TABLE_LOCK_MS = 2_000;
const PAUSE_MS = 3_000;
/** Below the five minutes that Helm waits. */
const LONGEST_MS = 240_000;
const LOOK_EVERY_MS = 500;
/** lock_not_available, deadlock_detected */
const HELD: ReadonlySet<string | undefined> = new Set(['55P03', '40P01']);

/** One file that has not run. */
interface Pending {
  owner: string;
  name: string;
  sql: string;
  sha256: string;
}

/**
 * Brings the database to the newest migration: the chassis's own tables first, then the service's. Files are numbered
 * (`0001_visits.sql`), run each in its own transaction under a lock, and never change once they have run: a changed one
 * stops the start. One that ran and is not here any more belongs to a newer release, and stops no rollback. Replicas that
 * start together wait for the first. One whose table is held, by a backup say, tries again, and others work on in between; all of
 * it fails once it has waited `longestMs`. Resolves to the names of those that ran now.
 */
export const migrate = (url: string, directory: string, log: Logger, longestMs = LONGEST_MS): Promise<string[]> =>
  connected(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS migration (
      owner text, name text, sha256 text NOT NULL, ran_at timestamptz NOT NULL, PRIMARY KEY (owner, name))`);
    const migrations = await pending(client, directory);
    if (migrations.length > 0) await connected(url, (watch) => runAll(client, watch, migrations, log, longestMs));
    return migrations.map(({ name }) => name);
  });

/** Throws when {@link migrate} has something to do, and does nothing. */
export const checkMigrated = (url: string, directory: string): Promise<void> =>
  connected(url, async (client) => {
    const { rows } = await client.query("SELECT to_regclass('migration') IS NOT NULL AS begun");
    const [first] = rows[0].begun ? await pending(client, directory) : [{ name: 'every one' }];
    if (first) throw new Error(`the database lacks migrations, ${first.name} first: run dist/run-migrations.js`);
  });

const connected = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // One that is lost says so in the next answer.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** In the order in which they must run. */
const pending = async (client: Client, directory: string): Promise<Pending[]> => [
  ...(await pendingOf(client, 'chassis', CHASSIS_MIGRATIONS)),
  ...(await pendingOf(client, 'service', directory)),
];

const pendingOf = async (client: Client, owner: string, directory: string): Promise<Pending[]> => {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM migration WHERE owner = $1',
    [owner],
  );
  const ran = new Map(rows.map((row) => [row.name, row.sha256]));
  const names = (await readdir(directory)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  const found: Pending[] = [];
  for (const name of names) {
    const sql = await readFile(join(directory, name), 'utf8');
    const sha256 = createHash('sha256').update(sql).digest('hex');
    const known = ran.get(name);
    if (known === undefined) found.push({ owner, name, sql, sha256 });
    else if (known !== sha256)
      throw new Error(`the migration ${name} has changed since it ran: write a new one instead`);
  }
  return found;
};

const runAll = async (
  client: Client,
  watch: Client,
  migrations: readonly Pending[],
  log: Logger,
  longestMs: number,
): Promise<void> => {
  const untilMs = performance.now() + longestMs;
  for (const migration of migrations) {
    await runWhenFree(client, watch, migration, log, untilMs);
    log.info({ migration: migration.name }, 'migrated');
  }
};

const runWhenFree = async (
  client: Client,
  watch: Client,
  migration: Pending,
  log: Logger,
  untilMs: number,
): Promise<void> => {
  const pid = await pidOf(client);
  for (;;) {
    let holder: Holder | undefined;
    const look = setInterval(async () => {
      holder = (await findHolder(watch, pid).catch(() => undefined)) ?? holder;
    }, LOOK_EVERY_MS);
    try {
      await run(client, migration).finally(() => clearInterval(look));
      return;
    } catch (error) {
      const { code, message } = error as DatabaseError;
      if (!HELD.has(code) || performance.now() > untilMs)
        throw new Error(`the migration ${migration.name} failed: ${message}`, { cause: error });
      log.warn({ migration: migration.name, code, holder }, 'a migration waits: its table is held');
      await sleep(PAUSE_MS);
    }
  }
};

const run = async (client: Client, { owner, name, sql, sha256 }: Pending): Promise<void> => {
  await client.query(`BEGIN; SET LOCAL lock_timeout = ${TABLE_LOCK_MS}`);
  try {
    await client.query(sql);
    await client.query('INSERT INTO migration VALUES ($1, $2, $3, clock_timestamp())', [owner, name, sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
};

interface Holder {
  pid: number;
  role: string;
  application: string;
}

/** Whom a process waits for. */
const findHolder = async (watch: Client, pid: number): Promise<Holder | undefined> => {
  const { rows } = await watch.query<Holder>(
    `SELECT pid, usename AS role, application_name AS application FROM pg_stat_activity
     WHERE pid = ANY(pg_blocking_pids($1)) ORDER BY backend_start LIMIT 1`,
    [pid],
  );
  return rows[0];
};

const pidOf = async (client: Client): Promise<number> => {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
};
