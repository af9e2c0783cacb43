import { randomUUID } from 'node:crypto';
import { createKafka, createLogger, createProducer, ManualClock, toHeaders, topicOf } from '@creneau/chassis';
import { freshDatabase, startTestService } from '@creneau/chassis/testing';
import { Client } from 'pg';
import { wire } from '../src/wiring';
import { MIGRATIONS, NOW, variable } from './identity-builder';

/** The whole service inside the test, on a database of its own and a consumer group nobody else has. */
export const startIdentity = async (grpcPort: number) => {
  const database = await freshDatabase(MIGRATIONS);
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  const clock = new ManualClock(NOW);
  const config = {
    LOG_LEVEL: 'fatal' as const,
    DRAIN_DELAY_MS: 0,
    SHUTDOWN_GRACE_MS: 25_000,
    GRPC_PORT: grpcPort,
    OIDC_ISSUER: variable('OIDC_ISSUER'),
    OIDC_CLIENT_ID: 'creneau-identity',
    OIDC_CLIENT_SECRET: variable('OIDC_SECRET_IDENTITY'),
    KAFKA_BROKERS: variable('KAFKA_BROKERS').split(','),
    REDIS_URL: variable('REDIS_URL'),
    DATABASE_URL: database.url,
    DATABASE_CONNECTIONS: 10,
    MIGRATE_ON_START: true,
    KEYCLOAK_ADMIN_URL: variable('KEYCLOAK_ADMIN_URL'),
  };
  const service = await startTestService(`identity-test-${randomUUID().slice(0, 8)}`, config, clock, wire);
  return {
    service,
    clock,
    sql,
    close: async () => {
      await service.stop();
      await sql.end();
      await database.drop();
    },
  };
};
export type RunningIdentity = Awaited<ReturnType<typeof startIdentity>>;

/** A token as a person gets it by signing in. */
export const tokenOf = async ({ login, password }: { login: string; password: string }): Promise<string> => {
  const response = await fetch(`${variable('OIDC_ISSUER')}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'creneau-cli',
      username: login,
      password,
      scope: 'openid profile email',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

export interface Mail {
  subject: string;
  text: string;
  to: { address: string }[];
}

/** What the mail catcher has for an address. */
export const mailsTo = async (address: string): Promise<Mail[]> => {
  const mails = (await (await fetch(`${variable('MAIL_URL')}/api/email`)).json()) as Mail[];
  return mails.filter((mail) => mail.to.some((to) => to.address === address));
};

/** Publishes a fact of another area. */
export const publish = async (area: string, key: string, type: string, json: unknown): Promise<void> => {
  const kafka = createKafka(
    'identity-test',
    { KAFKA_BROKERS: variable('KAFKA_BROKERS').split(',') },
    createLogger('identity-test', 'fatal'),
  );
  const producer = createProducer(kafka);
  await producer.connect();
  const envelope = { id: randomUUID(), source: `/creneau/${area}`, type, sequence: 1, traceparent: null };
  const headers = toHeaders({ ...envelope, occurredAt: Temporal.Instant.from(NOW) });
  await producer.send({ topic: topicOf(area), messages: [{ key, value: JSON.stringify(json), headers }] });
  await producer.disconnect();
};
