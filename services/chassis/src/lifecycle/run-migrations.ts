import { baseConfig, databaseUrl } from '../config/base-config';
import { configLoader } from '../config/load-config';
import { migrate } from '../postgres/migrate';
import { runCommand } from './run-command';

/**
 * A service's `node dist/run-migrations.js`: brings its database to the newest migration, and prints those that ran. It reads
 * `DATABASE_URL` alone: what runs it before a rollout needs no other secret.
 */
export const runMigrations = (service: string, directory: string): Promise<void> =>
  runCommand(
    `${service}-migrations`,
    configLoader(baseConfig.extend({ DATABASE_URL: databaseUrl })),
    async ({ config, log }) => ({ migrated: await migrate(config.DATABASE_URL, directory, log) }),
  );
