import type { BaseConfig } from '../config/base-config';
import { ConfigError } from '../config/load-config';
import { AppError } from '../errors/app-error';
import { Health } from '../health/health';
import { endTracing } from '../telemetry/end-tracing';
import { createLogger } from '../telemetry/logger';
import { openClock } from '../time/clock';
import { Life } from './life';
import type { Wiring } from './run-service';

/**
 * Runs an operator's command with a service's configuration: opens what it needs in `work`, prints the answer as one line of
 * JSON, closes everything. A failure is said in one line, with the fields at fault, and exits with 1.
 */
export const runCommand = async <C extends BaseConfig>(
  name: string,
  loadConfig: () => C,
  work: (wiring: Wiring<C>) => Promise<unknown>,
): Promise<void> => {
  let life: Life | undefined;
  try {
    const config = loadConfig();
    const log = createLogger(name, config.LOG_LEVEL);
    life = new Life(log);
    life.onStop('traces', endTracing);
    const answer = await work({ name, config, life, log, health: new Health(), clock: openClock(config.CLOCK_FILE) });
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  } finally {
    await life?.stop();
  }
};

const explain = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AppError && error.fields.length > 0)
    return error.fields.map(({ field, message }) => `${field} ${message}`).join('; ');
  if (error instanceof AppError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
};
