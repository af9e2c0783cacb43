import { Kafka, logLevel } from 'kafkajs';
import '../../services/chassis/src/kafka/pending-requests';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { componentUrls, serviceDatabaseUrl } from '../stack/environment';
import type { DatabaseName, Secrets } from '../stack/secrets';
import type { StackSettings } from '../stack/settings';

/** The databases that hold facts of a run. */
export const AREAS = ['identity', 'scheduling', 'booking', 'payment', 'notification'] as const;
export type Area = (typeof AREAS)[number];

/** Read access to everything that services store. */
export interface Stores {
  query<Row>(area: Area, text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Entries of office logs that office-config has not shipped. */
  unshipped(): Promise<number>;
  readonly kafka: Kafka;
}

/** Opens a connection for each question: servers come and go during a run. */
export const openStores = (settings: StackSettings, secrets: Secrets): Stores => {
  const urls = componentUrls(settings, secrets);
  return {
    kafka: new Kafka({
      clientId: 'creneau-chaos',
      brokers: urls.KAFKA_BROKERS.split(','),
      logLevel: logLevel.NOTHING,
      retry: { retries: 10, initialRetryTime: 200, maxRetryTime: 3_000 },
    }),
    async query<Row>(area: DatabaseName, text: string, params: readonly unknown[] = []) {
      const client = new Client({ connectionString: serviceDatabaseUrl(settings, secrets, area) });
      await client.connect();
      try {
        return (await client.query(text, [...params])).rows as Row[];
      } finally {
        await client.end();
      }
    },
    async unshipped() {
      const client = new MongoClient(urls.MONGODB_URL, { serverSelectionTimeoutMS: 5_000 });
      try {
        return await client.db().collection('pending').countDocuments();
      } finally {
        await client.close();
      }
    },
  };
};
