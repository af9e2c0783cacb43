import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { BaseConfig } from '../config/base-config';
import { ConfigError } from '../config/load-config';
import { type AdminServer, openAdminServer } from '../health/admin-server';
import { Health } from '../health/health';
import { endTracing } from '../telemetry/end-tracing';
import { createLogger } from '../telemetry/logger';
import { type Clock, openClock } from '../time/clock';
import { giveBackMemory } from './give-back';
import { Life } from './life';

/** What a service is given to construct itself with. */
export interface Wiring<C> {
  name: string;
  config: C;
  life: Life;
  log: Logger;
  health: Health;
  clock: Clock;
}

/**
 * Runs a service until it is told to stop: reads its configuration, wires it, reports ready, and on SIGTERM or SIGINT
 * goes not ready → waits for load balancers to notice → closes everything in reverse order. A second signal exits at once.
 * A failed start, a dead dependency declared fatal, and an unhandled rejection end the process with code 1.
 */
export const runService = async <C extends BaseConfig>(
  name: string,
  loadConfig: () => C,
  wire: (wiring: Wiring<C>) => Promise<void>,
): Promise<void> => {
  let config: C;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(78);
  }
  const log = createLogger(name, config.LOG_LEVEL);
  const life = new Life(log);
  // First opened, last closed: what the others do while they close is traced too.
  life.onStop('traces', endTracing);
  const health = new Health();

  const stop = async (code: number): Promise<void> => {
    if (life.stopping) return;
    health.stopping();
    if (code === 0) await sleep(config.DRAIN_DELAY_MS);
    await life.stop();
    log.info('stopped');
    process.exit(code);
  };
  let signals = 0;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(1);
      log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), config.SHUTDOWN_GRACE_MS).unref();
      void stop(0);
    });
  }
  const die = (error: unknown): void => {
    log.fatal({ err: error }, 'ending');
    setTimeout(() => process.exit(1), 5_000).unref();
    void stop(1);
  };
  life.onFatal(die);
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);

  try {
    await openAdmin(life, health, config);
    await wire({ name, config, life, log, health, clock: openClock(config.CLOCK_FILE) });
    health.started();
    giveBackMemory(life);
    log.info('ready');
  } catch (error) {
    die(error);
  }
};

const openAdmin = (life: Life, health: Health, config: BaseConfig): Promise<AdminServer | undefined> =>
  config.ADMIN_PORT === undefined ? Promise.resolve(undefined) : openAdminServer(life, health, config.ADMIN_PORT);
