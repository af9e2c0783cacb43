import { z } from 'zod';

export const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });

const port = z.coerce.number().int().min(1).max(65_535);

/** What every service reads. Secrets have no default. */
export const baseConfig = z.object({
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /**
   * Where /healthz, /readyz and /metrics listen, for operators alone. A service with HTTP of its own answers them there when this
   * is not set, else it answers there only whether it lives and serves.
   */
  ADMIN_PORT: port.optional(),
  /** Milliseconds between "not ready" and closing, so that load balancers notice first. */
  DRAIN_DELAY_MS: z.coerce.number().int().min(0).default(0),
  SHUTDOWN_GRACE_MS: z.coerce.number().int().min(1_000).default(25_000),
  /** Development and tests: a file that shifts the one clock. */
  CLOCK_FILE: z.string().optional(),
});
export type BaseConfig = z.infer<typeof baseConfig>;

/** What every service behind the gateway reads besides. */
export const serviceConfig = baseConfig.extend({
  GRPC_PORT: port,
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: z.string().min(1),
  OIDC_CLIENT_SECRET: z.string().min(1),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((list) => list.split(',')),
  /** Brokers are reached over TLS; authorities besides the usual ones come from NODE_EXTRA_CA_CERTS. */
  KAFKA_TLS: z.stringbool().optional(),
  /** How brokers are told who this is, with a name and a password. */
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_USERNAME: z.string().min(1).optional(),
  KAFKA_PASSWORD: z.string().min(1).optional(),
  REDIS_URL: z.url(),
});
export type ServiceConfig = z.infer<typeof serviceConfig>;
export type KafkaConfig = Pick<
  ServiceConfig,
  'KAFKA_BROKERS' | 'KAFKA_TLS' | 'KAFKA_SASL_MECHANISM' | 'KAFKA_USERNAME' | 'KAFKA_PASSWORD'
>;

/** For services that keep their state in PostgreSQL. */
export const postgresConfig = serviceConfig.extend({
  DATABASE_URL: databaseUrl,
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).default(20),
  /** false: `run-migrations` has been there before, and a start only looks whether it has. */
  MIGRATE_ON_START: z.stringbool().default(true),
});
export type PostgresConfig = z.infer<typeof postgresConfig>;
