import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkMigrated, createLogger, migrate } from '@creneau/chassis';
import { Client } from 'pg';

const log = createLogger('migrate-test', 'silent');
const LEDGER = '0001_ledger.sql';

let directory: string;
let url: string;

const asSuperuser = async (statement: string): Promise<void> => {
  const admin = new Client({ connectionString: process.env.POSTGRES_URL });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
};
const tables = async (): Promise<string[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client
    .query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    .finally(() => client.end());
  return rows.map(({ tablename }) => tablename);
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'creneau-migrations-'));
  await copyFile(join(__dirname, 'migrations', LEDGER), join(directory, LEDGER));
  const name = `migrate_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`CREATE DATABASE ${name}`);
  url = Object.assign(new URL(process.env.POSTGRES_URL ?? ''), { pathname: `/${name}` }).toString();
});
afterEach(async () => {
  await rm(directory, { recursive: true });
  await asSuperuser(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
});

test('runs what has not run, once, and says which', async () => {
  expect(await migrate(url, directory, log)).toContain(LEDGER);
  expect(await migrate(url, directory, log)).toEqual([]);
  expect(await tables()).toContain('ledger');
});

test('a start that may not migrate is refused until somebody has, and changes nothing', async () => {
  await expect(checkMigrated(url, directory)).rejects.toThrow('run dist/run-migrations.js');
  expect(await tables()).toEqual([]);
  await migrate(url, directory, log);
  await checkMigrated(url, directory);
  await writeFile(join(directory, '0002_more.sql'), 'CREATE TABLE more ()');
  await expect(checkMigrated(url, directory)).rejects.toThrow('0002_more.sql');
});

test('one that fails leaves all before it and nothing of itself', async () => {
  await writeFile(join(directory, '0002_broken.sql'), 'CREATE TABLE half (); SELECT 1 / 0');
  await expect(migrate(url, directory, log)).rejects.toThrow('0002_broken.sql failed');
  expect(await tables()).toContain('ledger');
  expect(await tables()).not.toContain('half');
});

test('a newer release has migrated: the one before it starts all the same, as after a rollback', async () => {
  await writeFile(join(directory, '0002_more.sql'), 'CREATE TABLE more ()');
  await migrate(url, directory, log);
  await rm(join(directory, '0002_more.sql'));
  await checkMigrated(url, directory);
  expect(await migrate(url, directory, log)).toEqual([]);
});

test('one that ran and was changed stops both', async () => {
  await migrate(url, directory, log);
  await writeFile(join(directory, LEDGER), 'SELECT 1');
  await expect(migrate(url, directory, log)).rejects.toThrow('has changed since it ran');
  await expect(checkMigrated(url, directory)).rejects.toThrow('has changed since it ran');
});
