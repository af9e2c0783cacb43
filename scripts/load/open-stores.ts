import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { Complaint } from '../stack/complaint';
import type { Environment } from '../stack/environment';

/** A value of the running stack's environment, as `node scripts/run.mjs env` prints it. */
export const required = (environment: Environment, name: string): string => {
  const value = environment[name];
  if (value) return value;
  throw new Complaint(`The stack's environment has no ${name}.`);
};

/** Runs a body with connections to the databases of these services, and closes them. */
export const withDatabases = async <K extends string, T>(
  environment: Environment,
  names: readonly K[],
  body: (databases: Record<K, Client>) => Promise<T>,
): Promise<T> => {
  const clients = names.map((name) => {
    const connectionString = required(environment, `DATABASE_URL_${name.toUpperCase()}`);
    return [name, new Client({ connectionString })] as const;
  });
  try {
    for (const [, client] of clients) await client.connect();
    return await body(Object.fromEntries(clients) as Record<K, Client>);
  } finally {
    await Promise.all(clients.map(([, client]) => client.end()));
  }
};

/** Runs a body with office-config's store. */
export const withMongo = async <T>(environment: Environment, body: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = new MongoClient(required(environment, 'MONGODB_URL'));
  try {
    return await body(await client.connect());
  } finally {
    await client.close();
  }
};
