import { Pool, type PoolClient, type PoolConfig, type QueryConfig, type QueryResult, types } from 'pg';
import type { Logger } from 'pino';
import { Gauge } from 'prom-client';
import { AppError, invalid, unavailable } from '../errors/app-error';
import type { Health } from '../health/health';
import type { Life } from '../lifecycle/life';
import { instantOf, instantText } from './instants';
import { type Turns, takeTurns } from './turns';

/** Runs one parametrised statement. Temporal values may be parameters, in lists too; int8, date and timestamptz come back as number, PlainDate and Instant. */
export interface Db {
  // biome-ignore lint/suspicious/noExplicitAny: the caller names the row's shape; SQL has no types to check it against.
  query<Row = any>(statement: string | Prepared, params?: readonly unknown[]): Promise<Row[]>;
}

/**
 * A statement the server parses once per connection, and plans once: where it joins lists (unnest), `LIMIT cardinality($1)` tells the
 * planner that they are short. Otherwise it would plan for each list anew, which costs more than the statement.
 */
export interface Prepared {
  name: string;
  text: string;
}

/** A transaction. What must not happen unless it commits is left with {@link Tx.afterCommit}. */
export interface Tx extends Db {
  /** One that throws is logged: the transaction has happened all the same, and so do the other effects. */
  afterCommit(effect: () => void): void;
  /**
   * The same for the one last statement, which COMMIT follows at once: its rows are known when it is committed, and nothing may
   * come behind it, not even a throw.
   */
  last(): Tx;
}

export interface TxOptions {
  /** A statement that waits longer for a lock fails, and with it the transaction. */
  lockTimeoutMs?: number;
  /**
   * The statements sent first write nothing: they go out together with BEGIN, and save a round trip. One that wrote would be kept if
   * BEGIN alone failed.
   */
  readsFirst?: boolean;
}

/**
 * For a transaction that several share: it waits for no lock as long as might matter to those who do not need it, and far less than
 * PostgreSQL waits before it looks for a deadlock. One alone waits as long as it must.
 */
export const sharedBy = (items: readonly unknown[]): TxOptions =>
  items.length > 1 ? { lockTimeoutMs: SHARED_LOCK_TIMEOUT_MS } : {};
const SHARED_LOCK_TIMEOUT_MS = 100;

export interface Postgres extends Db {
  /**
   * Runs `work` in one READ COMMITTED transaction; any throw rolls it back. Statements are carried out in the order in which they are
   * sent, and need not wait for the answer of the one before.
   */
  tx<T>(work: (db: Tx) => Promise<T>, options?: TxOptions): Promise<T>;
  /** A connection of its own for what a session holds (advisory locks); released by the caller. */
  session(): Promise<PoolClient>;
}

const IDLE_IN_TRANSACTION_MS = 5_000;
const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
const parsers: Record<number, (value: string) => unknown> = {
  [INT8]: Number,
  [DATE]: (value) => Temporal.PlainDate.from(value),
  [TIMESTAMPTZ]: instantOf,
};

/** Set when the metrics are read. */
let openedPool: Pool | undefined;
new Gauge({
  name: 'creneau_postgres_connections',
  help: 'Connections of the pool by state',
  labelNames: ['state'],
  collect() {
    this.set({ state: 'open' }, openedPool?.totalCount ?? 0);
    this.set({ state: 'idle' }, openedPool?.idleCount ?? 0);
    this.set({ state: 'waiting' }, openedPool?.waitingCount ?? 0);
  },
});

/** Statements are sent without waiting for the answer of the one before. node-postgres has it, its types not yet. */
interface PipelinedConfig extends PoolConfig {
  pipeline: true;
}

/** What node-postgres's types leave out: the socket that its statements are written to. */
interface Wired extends PoolClient {
  connection: { stream: { cork(): void; uncork(): void } };
}

/**
 * Sends a statement. Those sent before the event loop goes on (BEGIN and the first, the last and COMMIT) leave in one write: each write
 * costs more processor than all that was done to make it.
 */
const send = (client: PoolClient, query: string | QueryConfig): Promise<QueryResult> => {
  const { stream } = (client as Wired).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
  return client.query(query);
};

interface PostgresOptions {
  url: string;
  life: Life;
  health: Health;
  log: Logger;
  connections?: number;
  statementTimeoutMs?: number;
  /** How long a statement or transaction waits for a connection, and a connection for the server. */
  connectionTimeoutMs?: number;
  /** How many may wait for a connection at once. */
  maxWaiting?: number;
}

/**
 * Opens the pool. A statement that runs too long, and a wait for a connection, end with an error rather than hang:
 * `unavailable` (database_unavailable, disk_full) when the database does not answer, `limited` (overloaded) when it answers
 * more callers than there are connections for.
 */
export const openPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const statementTimeoutMs = options.statementTimeoutMs ?? 15_000;
  const config: PipelinedConfig = {
    connectionString: options.url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    // A process that stands still holds no locks for longer.
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // For a server that is gone without a word: its own limit ends nothing then.
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    pipeline: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        parsers[oid] ?? types.getTypeParser(oid, (format ?? 'text') as 'text'),
    },
  };
  const pool = await options.life.open(
    'postgres',
    () => new Pool(config),
    (opened) => opened.end(),
  );
  pool.on('error', (error) => options.log.warn({ err: error }, 'an idle connection was lost'));
  openedPool = pool;
  const turns = takeTurns(pool, options.maxWaiting ?? 1_000);
  options.health.check('postgres', () => turns.answering());

  return {
    query: (statement, params) => translated(() => alone(turns, statement, params)),
    tx: (work, limits) => translated(() => transaction(turns, options.log, limits ?? {}, work)),
    session: () => pool.connect(),
  };
};

/** One statement on a connection of its own; one whose server fell silent is not used again. */
const alone = async <Row>(turns: Turns, statement: string | Prepared, params?: readonly unknown[]): Promise<Row[]> => {
  const client = await turns.connection();
  try {
    const rows = await run<Row>(client, statement, params);
    client.release();
    return rows;
  } catch (error) {
    client.release(sqlState(error).length !== 5);
    throw error;
  }
};

const run = async <Row>(
  on: PoolClient,
  statement: string | Prepared,
  params: readonly unknown[] = [],
): Promise<Row[]> => {
  const values = params.map(toParam);
  const query = typeof statement === 'string' ? { text: statement, values } : { ...statement, values };
  return (await send(on, query)).rows as Row[];
};

const transaction = async <T>(
  turns: Turns,
  log: Logger,
  options: TxOptions,
  work: (db: Tx) => Promise<T>,
): Promise<T> => {
  const effects: (() => void)[] = [];
  const afterCommit = (effect: () => void): void => void effects.push(effect);
  const result = await committed(turns, options, ({ query, queryLast }) => {
    const ending: Tx = { query: queryLast, afterCommit, last: () => ending };
    return work({ query, afterCommit, last: () => ending });
  });
  for (const effect of effects) {
    try {
      effect();
    } catch (error) {
      log.error({ err: error }, 'what should follow a commit failed');
    }
  }
  return result;
};

const begin = (client: PoolClient, { lockTimeoutMs }: TxOptions): Promise<unknown> =>
  send(client, lockTimeoutMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)}`);

const IN_FAILED_TRANSACTION = '25P02';

/** A connection within a transaction. */
interface Open {
  query: Db['query'];
  /** Sends COMMIT right behind the statement. If it fails, that only ends what has failed. */
  queryLast: Db['query'];
}

const committed = async <T>(turns: Turns, options: TxOptions, work: (open: Open) => Promise<T>): Promise<T> => {
  const client = await turns.connection();
  let broken: Error | undefined;
  let failure: unknown;
  let isClosed = false;
  try {
    const begun = begin(client, options);
    if (options.readsFirst) begun.catch(() => undefined);
    else await begun;

    let ended: Promise<unknown> | undefined;
    const query = async <Row>(statement: string | Prepared, params?: readonly unknown[]): Promise<Row[]> => {
      if (ended || isClosed) throw new Error('a statement follows the end of its transaction');
      const answer = run<Row>(client, statement, params);
      answer.catch((error: unknown) => {
        failure ??= error;
      });
      const [rows] = await Promise.all([answer, begun]);
      return rows;
    };
    const queryLast = async <Row>(statement: string | Prepared, params?: readonly unknown[]): Promise<Row[]> => {
      const answer = query<Row>(statement, params);
      ended ??= commit(client);
      // Both, since of a failed statement and the COMMIT behind it the first says why.
      const [rows, end] = await Promise.allSettled([answer, ended]);
      if (rows.status === 'rejected') throw rows.reason;
      if (end.status === 'rejected') throw end.reason;
      return rows.value;
    };
    const result = await work({ query, queryLast });
    await (ended ?? commit(client));
    return result;
  } catch (error) {
    isClosed = true;
    await send(client, 'ROLLBACK').catch((fault: Error) => {
      broken = fault;
    });
    // Those sent behind a statement that failed say no more than that.
    throw sqlState(error) === IN_FAILED_TRANSACTION ? (failure ?? error) : error;
  } finally {
    isClosed = true;
    client.release(broken);
  }
};

const commit = async (client: PoolClient): Promise<void> => {
  const { command } = await send(client, 'COMMIT');
  if (command !== 'COMMIT') throw new Error('the transaction had failed before it was to be committed');
};

const toParam = (value: unknown): unknown => {
  if (value instanceof Temporal.Instant) return instantText(value);
  if (Array.isArray(value)) return value.map(toParam);
  return value instanceof Temporal.PlainDate ? value.toString() : value;
};

/** NUL, or a character that the database has no place for. */
const UNSTORABLE = new Set(['22021', '22P05']);

/**
 * Classes 08, 40, 53, 57 and a lost connection say "not now"; a text that cannot be stored is the caller's; everything else is
 * a fault of ours.
 */
const translated = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    if (code === '53100')
      throw unavailable('disk_full', 'The database has no space left on its disk.', { cause: error });
    if (UNSTORABLE.has(code)) throw invalid([], 'A text holds a character that cannot be stored.');
    if (/^(08|40|53|57)/.test(code) || /^E[A-Z]+$/.test(code) || /connection|timeout/i.test(error.message))
      throw unavailable('database_unavailable', 'The database does not answer.', { cause: error });
    throw error;
  }
};

/** SQLSTATE of an error of PostgreSQL, or ''. */
export const sqlState = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
