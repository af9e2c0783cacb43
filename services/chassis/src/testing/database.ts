import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { migrate } from '../postgres/migrate';
import { stackVariable } from './environment';

const CHASSIS_MIGRATIONS = join(__dirname, '..', '..', 'migrations');

/**
 * A new database with a service's tables, cloned from a template that is migrated once per state of the migrations.
 * `drop` it when done.
 */
export const freshDatabase = async (migrations: string): Promise<{ url: string; drop: () => Promise<void> }> => {
  const admin = new Client({ connectionString: stackVariable('POSTGRES_URL') });
  await admin.connect();
  const template = `template_${await fingerprint(migrations)}`;
  const name = `test_${randomBytes(6).toString('hex')}`;
  try {
    await admin.query('SELECT pg_advisory_lock(7253003)');
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) {
      await admin.query(`CREATE DATABASE building_${template}`);
      await migrate(urlOf(`building_${template}`), migrations, pino({ level: 'silent' }));
      await admin.query(`ALTER DATABASE building_${template} RENAME TO ${template}`);
    }
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } finally {
    await admin.end();
  }
  return { url: urlOf(name), drop: () => drop(name) };
};

const drop = async (name: string): Promise<void> => {
  const admin = new Client({ connectionString: stackVariable('POSTGRES_URL') });
  await admin.connect();
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } finally {
    await admin.end();
  }
};

const urlOf = (database: string): string => {
  const url = new URL(stackVariable('POSTGRES_URL'));
  url.pathname = `/${database}`;
  return url.toString();
};

const fingerprint = async (migrations: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const directory of [CHASSIS_MIGRATIONS, migrations]) {
    for (const file of (await readdir(directory)).sort()) hash.update(await readFile(join(directory, file)));
  }
  return hash.digest('hex').slice(0, 16);
};
