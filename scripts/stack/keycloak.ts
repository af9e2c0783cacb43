import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cache';
import { launch } from './child-process';
import { publicUrl, realmEnvironment } from './environment';
import { databaseUrl } from './postgres';
import { readRealm } from './realm-file';
import { importRealm } from './realm-import';
import type { Say } from './report';
import type { Secrets } from './secrets';
import { port, type StackSettings } from './settings';
import { requireJava, requireMaven, runTool } from './tools';
import type { Unit } from './unit';

const version = '26.7.3';

/** What is fixed when Keycloak is built; a change of it makes another folder of the cache. */
const buildOptions = ['--db=postgres', '--health-enabled=true', '--metrics-enabled=true'];

/** The whole of the JVM's options, as the distribution's own script would set them, with a smaller machine in mind. */
const javaOptions = (home: string): string[] => [
  ...['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError'],
  ...['-Dfile.encoding=UTF-8', '-Duser.language=en', '-Duser.country=US'],
  ...['util', 'util.concurrent', 'security', 'lang'].map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`),
  '--enable-native-access=ALL-UNNAMED',
  `-Dkc.home.dir=${home}`,
  `-Djboss.server.config.dir=${join(home, 'conf')}`,
  '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
  '-Dpicocli.disable.closures=true',
  '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
  ...['-cp', join(home, 'lib/quarkus-run.jar'), 'io.quarkus.bootstrap.runner.QuarkusEntryPoint'],
];

/** The distribution, built for PostgreSQL: the folder that holds `server`. */
export const distribution = (settings: StackSettings, say: Say): Promise<string> => {
  const options = createHash('sha256').update(buildOptions.join(' ')).digest('hex').slice(0, 8);
  const doing = `downloading and building Keycloak ${version}, about half a minute`;
  return cachedFolder(settings.cache, `keycloak-${version}-${options}`, say, doing, async (folder) => {
    const [java, mvn] = [await requireJava('Keycloak'), await requireMaven('Keycloak')];
    const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`;
    // Maven marks beside the current folder what it unpacked, and would not unpack it again.
    const unpack = ['-B', '-q', 'dependency:unpack', artifact, `-DoutputDirectory=${folder}`];
    await runTool(settings.cache, 'keycloak', mvn, unpack, { cwd: folder });
    const home = join(folder, 'server');
    await rename(join(folder, `keycloak-${version}`), home);
    await runTool(settings.cache, 'keycloak', java, [...javaOptions(home), 'build', ...buildOptions]);
  });
};

export const probeKeycloak = async (url: string): Promise<void> => {
  const answer = await fetch(`${url}/realms/master`, { signal: AbortSignal.timeout(3000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
};

/** Keycloak: who people are. Its realm comes from services/identity/keycloak, its pages from the theme there. */
export const keycloak = (settings: StackSettings, secrets: Secrets): Unit => {
  const log = join(settings.data, 'logs/keycloak.log');
  const url = `http://localhost:${port(settings, 'keycloak')}`;
  const database = new URL(databaseUrl(settings, secrets, 'keycloak'));
  const options = [
    `--hostname=${url}`,
    '--cache=local',
    '--http-enabled=true',
    '--http-host=127.0.0.1',
    `--http-port=${port(settings, 'keycloak')}`,
    `--http-management-port=${port(settings, 'keycloakManagement')}`,
    `--db-url=jdbc:postgresql://${database.host}${database.pathname}`,
    '--db-pool-max-size=30',
    `--spi-theme--folder--dir=${join(settings.root, 'services/identity/keycloak/theme')}`,
    '--spi-theme--cache-themes=false',
    '--spi-theme--cache-templates=false',
    '--spi-theme--static-max-age=-1',
    // Here everybody shares the demo users, and Keycloak would refuse the second of two sign-ins at one instant.
    '--spi-brute-force-protector--default-brute-force-detector--allow-concurrent-requests=true',
  ];
  return {
    name: 'keycloak',
    kind: 'component',
    url,
    ports: [port(settings, 'keycloak'), port(settings, 'keycloakManagement')],
    log,
    needs: ['postgres'],
    startMs: 180_000,
    prepare: async (say) => {
      await requireJava('Keycloak');
      await distribution(settings, say);
    },
    launch: async () => {
      const home = join(await distribution(settings, () => {}), 'server');
      return launch({
        file: await requireJava('Keycloak'),
        args: [...javaOptions(home), 'start', '--optimized', ...options],
        env: {
          PUBLIC_URL: publicUrl(settings),
          KC_DB_USERNAME: database.username,
          KC_DB_PASSWORD: database.password,
          KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
          KC_BOOTSTRAP_ADMIN_PASSWORD: secrets.keycloakAdmin,
        },
        cwd: home,
        log,
      });
    },
    probe: () => probeKeycloak(url),
    settle: (say) => {
      const administrator = { url, user: 'admin', password: secrets.keycloakAdmin };
      const file = readRealm(settings.root, realmEnvironment(settings, secrets));
      return importRealm(administrator, file, join(settings.data, 'realm.hash'), say);
    },
  };
};
