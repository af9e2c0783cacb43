import { chmod, cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { baseImages } from '../images/base-images';
import type { Docker } from '../images/docker';
import { cachedFolder } from '../stack/cache';
import { Complaint } from '../stack/complaint';
import { kafkaJars } from '../stack/kafka';
import { distribution } from '../stack/keycloak';
import { ferretdb } from '../stack/mongodb';
import { packagedBinaries } from '../stack/postgres';
import { valkey } from '../stack/redis';
import type { Say } from '../stack/report';
import type { StackSettings } from '../stack/settings';
import { findProgram, requireJava, runTool } from '../stack/tools';
import type { Binaries } from './binaries';

const maildevVersion = '3.0.0';

/** Targets of k8s/evaluation/images/Dockerfile. */
export const storeNames = ['pause', 'coredns', 'postgres', 'valkey', 'ferretdb', 'kafka', 'keycloak', 'mail'] as const;

/** A Java of its own for the images: every module of this machine's, without what only developers need. */
const javaRuntime = async (cache: string, say: Say): Promise<string> => {
  const java = await requireJava('The image of Kafka and Keycloak');
  const program = await findProgram([java.includes('/') ? join(dirname(java), 'jlink') : 'jlink']);
  if (!program) throw new Complaint('The Java of the images is made with jlink, which was not found: install a JDK.');
  return cachedFolder(cache, 'java-runtime', say, 'linking a Java runtime', (draft) =>
    runTool(cache, 'java', program, [
      ...['--add-modules', 'ALL-MODULE-PATH', '--strip-java-debug-attributes', '--no-man-pages', '--no-header-files'],
      ...['--output', join(draft, 'java')],
    ]),
  );
};

const mailCatcher = (cache: string, say: Say): Promise<string> =>
  cachedFolder(cache, `maildev-${maildevVersion}`, say, `installing maildev ${maildevVersion}`, (draft) =>
    runTool(cache, 'mail', 'npm', ['install', '--prefix', draft, '--ignore-scripts', `maildev@${maildevVersion}`]),
  );

/** Gathers what the images are made of; copies, since links would lead out of a build's context. */
const gather = async (settings: StackSettings, binaries: Binaries, context: string, say: Say): Promise<void> => {
  const { root, cache } = settings;
  await rm(context, { recursive: true, force: true });
  await mkdir(context, { recursive: true });
  const put = async (from: string, to: string): Promise<void> =>
    cp(from, join(context, to), { recursive: true, verbatimSymlinks: true });
  await put(join(root, 'k8s/evaluation/images'), '.');
  await put(binaries.coredns, 'coredns');
  await put(packagedBinaries(), 'postgres');
  await put(await valkey(settings, say), 'valkey/valkey-server');
  await put(join(await ferretdb(settings, say), 'ferretdb'), 'ferretdb');
  await put(await kafkaJars(settings, say), 'kafka');
  await put(join(await distribution(settings, say), 'server'), 'keycloak');
  await put(join(root, 'services/identity/keycloak/theme/creneau'), 'keycloak/themes/creneau');
  await put(join(await javaRuntime(cache, say), 'java'), 'java');
  await put(await mailCatcher(cache, say), 'mail');
  await put(process.execPath, 'node');
  await chmod(join(context, 'valkey/valkey-server'), 0o755);
};

export const storeImage = (name: string): string => `creneau/${name}:local`;

/** Builds the images of the evaluation's stores and of the cluster's own pods. */
export const buildStoreImages = async (
  docker: Docker,
  settings: StackSettings,
  binaries: Binaries,
  say: Say,
): Promise<void> => {
  const { base } = await baseImages(docker, settings.cache, say);
  const context = join(settings.cache, 'store-context');
  await gather(settings, binaries, context, say);
  for (const name of storeNames) {
    const given = ['--network=host', '--build-arg', `BASE_IMAGE=${base}`, '--target', name];
    await docker.run('build', ...given, '--tag', storeImage(name), context);
    say(`${storeImage(name)} is built`);
  }
  await rm(context, { recursive: true });
};
