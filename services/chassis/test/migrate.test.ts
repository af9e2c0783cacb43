import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

describe('one whose table a long transaction reads, as a backup does', () => {
  const inDatabase = async (application_name: string): Promise<Client> => {
    const client = new Client({ connectionString: url, application_name });
    await client.connect();
    return client;
  };
  let backup: Client;
  let service: Client;
  beforeEach(async () => {
    await migrate(url, directory, log);
    await writeFile(join(directory, '0002_note.sql'), 'ALTER TABLE ledger ADD COLUMN note text');
    [service, backup] = await Promise.all([inDatabase('service'), inDatabase('pg_dump')]);
    await service.query('BEGIN; SELECT FROM migration');
    await backup.query('BEGIN; LOCK TABLE ledger IN ACCESS SHARE MODE');
  });
  afterEach(() => Promise.all([backup.end(), service.end()]));

  test('lets others work while it waits, says for whom, and runs once the table is free', async () => {
    const waits: object[] = [];
    const noting = { ...log, warn: (fields: object) => waits.push(fields), info: () => {} } as unknown as typeof log;
    const migrated = migrate(url, directory, noting);
    while (waits.length === 0) await sleep(20);
    expect(waits[0]).toMatchObject({ migration: '0002_note.sql', holder: { application: 'pg_dump' } });
    await service.query('COMMIT');
    // Those who come while the migration stands in the table's queue wait behind it, and not for the backup.
    await service.query("SET statement_timeout = '4s'");
    for (; waits.length < 2; await sleep(20)) await service.query('SELECT count(*) FROM ledger');
    await backup.query('COMMIT');
    expect(await migrated).toEqual(['0002_note.sql']);
  });

  test('fails when it has waited long enough, and leaves nothing', async () => {
    await expect(migrate(url, directory, log, 1)).rejects.toThrow('0002_note.sql failed: canceling statement');
    await expect(service.query('SELECT note FROM ledger')).rejects.toThrow('note');
  });
});
