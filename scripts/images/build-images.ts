import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Say } from '../stack/report';
import { services } from '../stack/services';
import type { StackSettings } from '../stack/settings';
import { baseImages } from './base-images';
import { billOfMaterials } from './bill-of-materials';
import type { Docker } from './docker';

export const serviceNames: readonly string[] = services.map(({ name }) => name);

export const imageOf = (service: string, tag: string): string => `creneau/${service}:${tag}`;

/** Seconds since 1970 of the last commit: the time that what is built from it bears. */
const sourceDate = async (root: string): Promise<Record<string, string>> => {
  const { stdout, failed } = await execa('git', ['log', '-1', '--format=%ct'], { cwd: root, reject: false });
  return failed ? {} : { SOURCE_DATE_EPOCH: stdout.trim() };
};

/** Builds the images of services, and writes the bill of materials of each beside what was built. */
export const buildImages = async (
  docker: Docker,
  { root, cache }: StackSettings,
  names: readonly string[],
  tag: string,
  say: Say,
): Promise<void> => {
  const { base, build } = await baseImages(docker, cache, say);
  const date = await sourceDate(root);
  const bills = join(cache, 'images');
  await mkdir(bills, { recursive: true });
  for (const service of names) {
    const args = { SERVICE: service, BASE_IMAGE: base, BUILD_IMAGE: build, ...date };
    const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    // The builder's own network may be cut off; packages come over the machine's.
    await docker.run('build', '--network=host', ...given, '--tag', imageOf(service, tag), root);
    await writeFile(join(bills, `${service}-${tag}.cdx.json`), await billOfMaterials(root, service));
    say(`${imageOf(service, tag)} is built`);
  }
};
