import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { cachedFolder } from './cache';
import { launch } from './child-process';
import { indexDocuments } from './ferretdb-indexes';
import { databaseUrl } from './postgres';
import type { Say } from './report';
import type { Secrets } from './secrets';
import { port, type StackSettings } from './settings';
import { requireGo, runTool } from './tools';
import type { Unit } from './unit';

const version = 'v1.24.2';
const program = 'github.com/FerretDB/FerretDB/cmd/ferretdb';

const goModule = 'module creneau.invalid/ferretdb\n\ngo 1.24\n';
const goImports = `//go:build tools\n\npackage tools\n\nimport _ "${program}"\n`;

/** Built from its Go module; the module's own version file is made by its release, so we write it. */
const build = async (settings: StackSettings, folder: string): Promise<void> => {
  const go = await requireGo('MongoDB (FerretDB)');
  const source = join(folder, 'source');
  const run = (...args: string[]): Promise<void> =>
    runTool(settings.cache, 'mongodb', go, args, { cwd: source, env: { CGO_ENABLED: '0', GOFLAGS: '' } });
  await mkdir(source);
  await writeFile(join(source, 'go.mod'), goModule);
  await writeFile(join(source, 'tools.go'), goImports);
  await run('get', `${program}@${version}`);
  await run('mod', 'vendor');
  await writeFile(join(source, 'vendor/github.com/FerretDB/FerretDB/build/version/version.txt'), `${version}\n`);
  await run('build', '-mod=vendor', '-o', join(folder, 'ferretdb.part'), program);
  await rename(join(folder, 'ferretdb.part'), join(folder, 'ferretdb'));
  await rm(source, { recursive: true });
};

/** The folder that holds the program `ferretdb`. */
export const ferretdb = (settings: StackSettings, say: Say): Promise<string> => {
  const doing = `building FerretDB ${version}, about two minutes`;
  return cachedFolder(settings.cache, `ferretdb-${version}`, say, doing, (draft) => build(settings, draft));
};

export const probeMongodb = async (url: string): Promise<void> => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 2000, connectTimeoutMS: 2000 });
  try {
    await client.connect();
    await client.db().command({ ping: 1 });
  } finally {
    await client.close();
  }
};

/** A server of MongoDB's protocol: FerretDB, which stores in PostgreSQL. */
export const mongodb = (settings: StackSettings, secrets: Secrets): Unit => {
  const folder = join(settings.cache, `ferretdb-${version}`);
  const home = join(settings.data, 'mongodb');
  const log = join(settings.data, 'logs/mongodb.log');
  const url = `mongodb://localhost:${port(settings, 'mongodb')}`;
  return {
    name: 'mongodb',
    kind: 'component',
    url,
    ports: [port(settings, 'mongodb')],
    log,
    needs: ['postgres'],
    startMs: 60_000,
    prepare: async (say) => {
      await ferretdb(settings, say);
      await mkdir(home, { recursive: true });
    },
    launch: async () => {
      await indexDocuments(settings, secrets);
      return launch({
        file: join(folder, 'ferretdb'),
        args: [
          `--listen-addr=127.0.0.1:${port(settings, 'mongodb')}`,
          `--state-dir=${home}`,
          '--debug-addr=-',
          '--telemetry=disable',
          '--log-level=WARN',
        ],
        env: { FERRETDB_POSTGRESQL_URL: databaseUrl(settings, secrets, 'ferretdb') },
        cwd: home,
        log,
      });
    },
    probe: () => probeMongodb(url),
  };
};
