import type { ServiceName } from '../auth/identities';
import type { ServiceConfig } from '../config/base-config';
import { openGrpcClient, type RpcClient } from '../grpc/client';
import type { Definition } from '../grpc/definition';
import { Health } from '../health/health';
import { Life } from '../lifecycle/life';
import type { Wiring } from '../lifecycle/run-service';
import { createLogger } from '../telemetry/logger';
import type { Clock } from '../time/clock';
import { serviceTokenOf } from './tokens';

/** A service running inside the test, on ports of its own. */
export interface TestService {
  /** Calls it as another service would, with that service's own token. */
  clientAs<D extends Definition>(service: ServiceName, definition: D): Promise<RpcClient<D>>;
  stop(): Promise<void>;
}

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
