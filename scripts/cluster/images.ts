import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildImages, imageOf, serviceNames } from '../images/build-images';
import { type Docker, withDocker } from '../images/docker';
import { Complaint } from '../stack/complaint';
import type { Say } from '../stack/report';
import { hashOf } from '../stack/sources';
import type { Binaries } from './binaries';
import type { Cluster } from './cluster';
import { ctr } from './containerd';
import { buildStoreImages, storeImage, storeNames } from './store-images';

/** An archive of images in the cache, and what it was built from. */
interface Archive {
  readonly file: string;
  readonly sources: readonly string[];
  readonly images: readonly string[];
  readonly build: (docker: Docker) => Promise<void>;
}

const archives = (cluster: Cluster, binaries: Binaries, say: Say): readonly Archive[] => {
  const { settings } = cluster;
  const at = (...names: string[]): string => join(settings.root, ...names);
  const folder = join(settings.cache, 'images');
  return [
    {
      file: join(folder, 'stores.tar'),
      sources: [
        at('k8s/evaluation/images'),
        at('services/identity/keycloak/theme'),
        at('scripts/cluster/store-images.ts'),
      ],
      images: storeNames.map(storeImage),
      build: (docker) => buildStoreImages(docker, settings, binaries, say),
    },
    {
      file: join(folder, 'services.tar'),
      sources: ['Dockerfile', '.dockerignore', 'package-lock.json', 'proto', 'services', 'web'].map((name) => at(name)),
      images: serviceNames.map((service) => imageOf(service, 'local')),
      build: (docker) => buildImages(docker, settings, serviceNames, 'local', say),
    },
  ];
};

/** Tests and notes are in no image. */
const hashOfSources = ({ sources }: Archive): string =>
  hashOf(sources, (path) => /\/test\/|\.test\.tsx?$|\.md$/.test(path));

const isFresh = async (archive: Archive): Promise<boolean> => {
  const stamp = `${archive.file}.hash`;
  return existsSync(archive.file) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === hashOfSources(archive);
};

/** Builds what changed since, and keeps it as archives in the cache: a cluster needs no Docker daemon to come up again. */
export const prepareImages = async (cluster: Cluster, binaries: Binaries, say: Say): Promise<void> => {
  const all = archives(cluster, binaries, say);
  const stale: Archive[] = [];
  for (const archive of all) if (!(await isFresh(archive))) stale.push(archive);
  if (stale.length === 0) return;
  await mkdir(join(cluster.settings.cache, 'images'), { recursive: true });
  await withDocker(cluster.settings.cache, say, async (docker) => {
    for (const archive of stale) {
      const hash = hashOfSources(archive);
      await archive.build(docker);
      await rm(archive.file, { force: true });
      await docker.run('save', '--output', archive.file, ...archive.images);
      await writeFile(`${archive.file}.hash`, hash);
    }
  });
};

/** Brings the images into the node. */
export const importImages = async (cluster: Cluster, binaries: Binaries, say: Say): Promise<void> => {
  for (const { file } of archives(cluster, binaries, say)) {
    const { failed, stderr } = await ctr(cluster, 'images', 'import', file);
    if (failed) throw new Complaint(`The node does not take ${file}: ${stderr}`);
  }
  say('the node has the images');
};
