import type { ServiceName } from '../auth/identities';
import type { BaseConfig, ServiceConfig } from '../config/base-config';
import { openGrpcClient, type RpcClient } from '../grpc/client';
import type { Definition } from '../grpc/definition';
import { Health } from '../health/health';
import { Life } from '../lifecycle/life';
import type { Wiring } from '../lifecycle/run-service';
import { createLogger } from '../telemetry/logger';
import type { Clock } from '../time/clock';
import { stackVariable } from './environment';
import { freePort } from './free-port';
import { serviceTokenOf } from './tokens';

/** A service running inside the test, on ports of its own. */
export interface TestService {
  /** Calls it as another service would, with that service's own token. */
  clientAs<D extends Definition>(service: ServiceName, definition: D): Promise<RpcClient<D>>;
  stop(): Promise<void>;
}

/** For a service that only answers RPCs, on a port of its own. */
export const bareConfig = async (service: ServiceName): Promise<ServiceConfig & BaseConfig> => ({
  LOG_LEVEL: 'silent',
  DRAIN_DELAY_MS: 0,
  SHUTDOWN_GRACE_MS: 1_000,
  GRPC_PORT: await freePort(),
  OIDC_ISSUER: stackVariable('OIDC_ISSUER'),
  OIDC_CLIENT_ID: `creneau-${service}`,
  OIDC_CLIENT_SECRET: stackVariable(`OIDC_SECRET_${service.toUpperCase().replace('-', '_')}`),
  KAFKA_BROKERS: [],
  REDIS_URL: '',
});

/** Wires a service as `main.ts` would, with a clock of the test's. */
export const startTestService = async <C extends ServiceConfig>(
  name: string,
  config: C,
  clock: Clock,
  wire: (wiring: Wiring<C>) => Promise<void>,
): Promise<TestService> => {
  const log = createLogger(name, process.env.TEST_LOG_LEVEL ?? 'fatal');
  const life = new Life(log);
  life.onFatal((error) => {
    throw error;
  });
  const health = new Health();
  try {
    await wire({ name, config, life, log, health, clock });
  } catch (error) {
    await life.stop();
    throw error;
  }
  health.started();
  const clients = new Life(log);
  return {
    clientAs: (service, definition) =>
      openGrpcClient({
        life: clients,
        definition,
        address: `dns:///localhost:${config.GRPC_PORT}`,
        serviceToken: serviceTokenOf(service),
        idempotent: [],
      }),
    stop: async () => {
      await clients.stop();
      await life.stop();
    },
  };
};
