import { cp, rm } from 'node:fs/promises';
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

/** Folders of k8s/evaluation/images that the node needs. */
export const storeNames = ['pause', 'coredns', 'postgres', 'valkey', 'ferretdb', 'kafka', 'keycloak', 'mail'] as const;
type Store = (typeof storeNames)[number] | 'base' | 'java';

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

/** What each image is made of beside its folder: names in its build's context, and where they come from. */
const ingredients = async (
  settings: StackSettings,
  binaries: Binaries<'coredns'>,
  say: Say,
): Promise<readonly (readonly [Store, Readonly<Record<string, string>>])[]> => {
  const { root, cache } = settings;
  return [
    ['base', {}],
    ['pause', {}],
    ['coredns', { coredns: binaries.coredns }],
    ['postgres', { programs: packagedBinaries() }],
    ['valkey', { 'valkey-server': await valkey(settings, say) }],
    ['ferretdb', { ferretdb: join(await ferretdb(settings, say), 'ferretdb') }],
    ['java', { java: join(await javaRuntime(cache, say), 'java') }],
    ['kafka', { jars: await kafkaJars(settings, say) }],
    [
      'keycloak',
      {
        server: join(await distribution(settings, say), 'server'),
        'server/themes/creneau': join(root, 'services/identity/keycloak/theme/creneau'),
      },
    ],
    ['mail', { packages: await mailCatcher(cache, say), node: process.execPath }],
  ];
};

export const storeImage = (name: string): string => `creneau/${name}:local`;

/** Builds the images of the evaluation's stores and of the cluster's own pods. */
export const buildStoreImages = async (
  docker: Docker,
  settings: StackSettings,
  binaries: Binaries<'coredns'>,
  say: Say,
): Promise<void> => {
  const { base } = await baseImages(docker, settings.cache, say);
  const context = join(settings.cache, 'store-context');
  for (const [store, parts] of await ingredients(settings, binaries, say)) {
    await rm(context, { recursive: true, force: true });
    await cp(join(settings.root, 'k8s/evaluation/images', store), context, { recursive: true });
    for (const [name, from] of Object.entries(parts))
      await cp(from, join(context, name), { recursive: true, verbatimSymlinks: true });
    const given = store === 'base' ? ['--build-arg', `BASE_IMAGE=${base}`] : [];
    await docker.run('build', '--network=host', ...given, '--tag', storeImage(store), context);
    say(`${storeImage(store)} is built`);
  }
  await rm(context, { recursive: true, force: true });
};
