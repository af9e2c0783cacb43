import type { Redis } from 'ioredis';
import type { Kafka } from 'kafkajs';
import { createServiceTokenSource, type TokenSource } from '../auth/service-token';
import { createTokenVerifier } from '../auth/token-verifier';
import type { PostgresConfig, ServiceConfig } from '../config/base-config';
import { openGrpcClient, type RpcClient } from '../grpc/client';
import type { Definition } from '../grpc/definition';
import { type Exposed, openGrpcServer } from '../grpc/server';
import type { Subscription } from '../kafka/apply-event';
import { startConsumer } from '../kafka/consumer';
import { createKafka } from '../kafka/kafka';
import { createOutbox, type Outbox } from '../kafka/outbox';
import { startRelay } from '../kafka/relay';
import { checkMigrated, migrate } from '../postgres/migrate';
import { openPostgres, type Postgres } from '../postgres/pool';
import { createHintPublisher, type LiveHint, type PublishHint } from '../redis/live-hints';
import { openRedis } from '../redis/redis';
import type { Wiring } from './run-service';

/** How a service calls and is called. */
export interface Rpc {
  serviceToken: TokenSource;
  /** A client of another service; `idempotent` RPCs may be sent again when the connection failed. */
  client<D extends Definition>(
    definition: D,
    address: string,
    idempotent: readonly (keyof D & string)[],
  ): Promise<RpcClient<D>>;
  /** Call it last: what is opened last stops first, so that requests drain before what they need closes. */
  serve(...services: readonly Exposed[]): Promise<number>;
}

export const openRpc = ({ config, life, health, log }: Wiring<ServiceConfig>): Rpc => {
  const serviceToken = createServiceTokenSource(config.OIDC_ISSUER, config.OIDC_CLIENT_ID, config.OIDC_CLIENT_SECRET);
  const verifier = createTokenVerifier(config.OIDC_ISSUER);
  return {
    serviceToken,
    client: (definition, address, idempotent) =>
      openGrpcClient({ life, definition, address, serviceToken, idempotent }),
    serve: (...services) => openGrpcServer({ port: config.GRPC_PORT, life, health, log, verifier }, ...services),
  };
};

/** Where a service on PostgreSQL keeps its state and tells its facts. */
export interface Facts {
  postgres: Postgres;
  kafka: Kafka;
  outbox: Outbox;
  hint: PublishHint;
  redis: Redis;
  /** Applies other areas' events here. */
  consume(areas: readonly string[], subscriptions: readonly Subscription[]): void;
}

interface FactsOptions {
  area: LiveHint['area'] | 'notification';
  migrations: string;
}

/** Migrates, or sees that it was done, opens the pool and starts the relay of the outbox, whose every fact also wakes open pages. */
export const openFacts = async (
  { name, config, life, health, log, clock }: Wiring<PostgresConfig>,
  { area, migrations }: FactsOptions,
): Promise<Facts> => {
  if (config.MIGRATE_ON_START) await migrate(config.DATABASE_URL, migrations, log);
  else await checkMigrated(config.DATABASE_URL, migrations);
  const postgres = await openPostgres({
    url: config.DATABASE_URL,
    connections: config.DATABASE_CONNECTIONS,
    life,
    health,
    log,
  });
  const kafka = createKafka(name, config, log);
  const redis = await openRedis(life, log, config.REDIS_URL);
  const hint = createHintPublisher(redis, log);
  const relay = startRelay({ life, log, kafka, postgres, clock, area });
  const outbox = createOutbox(clock, (key, sequence) => {
    relay.nudge();
    if (area !== 'notification') hint({ area, officeId: key, sequence });
  });
  return {
    postgres,
    kafka,
    outbox,
    hint,
    redis,
    consume: (areas, subscriptions) =>
      startConsumer({ life, log, health, clock, kafka, postgres, group: name, areas, subscriptions }),
  };
};
