import { AppError, type Health, type Life, overloaded, unavailable } from '@creneau/chassis';
import {
  type Db,
  MongoClient,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';

const DUPLICATE_KEY = 11_000;
/** InternalError: what the MongoDB-compatible stand-in answers when the database behind it is away. */
const INTERNAL_ERROR = 1;

interface MongoOptions {
  url: string;
  connections: number;
  life: Life;
  health: Health;
}

/**
 * Opens the database that the URL names. What is written is acknowledged by a majority and what is read was, so that a
 * change of primary loses nothing and nobody sees what may yet be rolled back. An operation that hangs ends in an error.
 */
export const openMongo = async ({ url, connections, life, health }: MongoOptions): Promise<Db> => {
  const client = await life.open(
    'mongodb',
    () =>
      new MongoClient(url, {
        appName: 'office-config',
        maxPoolSize: connections,
        writeConcern: { w: 'majority' },
        readConcern: { level: 'majority' },
        readPreference: 'primary',
        serverSelectionTimeoutMS: 4_000,
        connectTimeoutMS: 3_000,
        socketTimeoutMS: 10_000,
        waitQueueTimeoutMS: 5_000,
        ignoreUndefined: true,
      }).connect(),
    (opened) => opened.close(),
  );
  const db = client.db();
  health.check('mongodb', async () => void (await db.command({ ping: 1 })));
  return db;
};

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/**
 * Runs an operation; a store that does not answer is `unavailable` (database_unavailable). The driver empties its pool when the
 * server is away: who waited for a connection in vain met an overload, `limited` (overloaded).
 */
export const translated = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && /^MongoWaitQueueTimeout/.test(error.name))
      throw overloaded('overloaded', { cause: error });
    if (error instanceof AppError || !isAway(error)) throw error;
    throw unavailable('database_unavailable', 'The database does not answer.', { cause: error });
  }
};

const isAway = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoWriteConcernError ||
  (error instanceof MongoServerError && (error.code === INTERNAL_ERROR || error.hasErrorLabel('RetryableWriteError')));
