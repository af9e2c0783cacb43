import { existsSync } from 'node:fs';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { cachedFolder } from '../stack/cache';
import { Complaint } from '../stack/complaint';
import type { Say } from '../stack/report';
import { findProgram, runTool } from '../stack/tools';
import type { Docker } from './docker';

const suite = 'bookworm';

/** What the Dockerfile is given as BASE_IMAGE and BUILD_IMAGE. */
export interface BaseImages {
  readonly base: string;
  readonly build: string;
}

/** The images that the Dockerfile names by itself, from a public registry. */
const published: BaseImages = { base: 'debian:bookworm-slim', build: 'node:24-bookworm-slim' };

const local: BaseImages = { base: `creneau/debian:${suite}`, build: `creneau/node:${process.versions.node}` };

const isThere = async (docker: Docker, image: string): Promise<boolean> =>
  (await docker.run('images', '--quiet', image)) !== '';

/** A small Debian, as its own installer makes it. */
const importDebian = async (docker: Docker, cache: string, say: Say): Promise<void> => {
  if (!(await findProgram(['debootstrap'])))
    throw new Complaint('No registry answers, and debootstrap, which makes a base image from packages, was not found.');
  const folder = await cachedFolder(cache, `debian-${suite}`, say, 'making a small Debian', async (draft) => {
    const tree = join(draft, 'tree');
    const wanted = ['--variant=minbase', '--include=ca-certificates'];
    await runTool(cache, 'debian', 'debootstrap', [...wanted, suite, tree]);
    for (const place of ['var/cache/apt', 'var/lib/apt/lists', 'var/log'])
      await runTool(cache, 'debian', 'find', [join(tree, place), '-type', 'f', '-delete']);
    await runTool(cache, 'debian', 'tar', ['-C', tree, '-cf', join(draft, 'tree.tar'), '--exclude=./dev/*', '.']);
    await rm(tree, { recursive: true });
  });
  await docker.run('import', '--change', 'CMD ["bash"]', join(folder, 'tree.tar'), local.base);
};

/** This machine's Node and npm on that Debian, and the certificate authorities that this machine trusts. */
const buildNode = async (docker: Docker, cache: string): Promise<void> => {
  const context = join(cache, 'node-context');
  await rm(context, { recursive: true, force: true });
  await mkdir(join(context, 'bin'), { recursive: true });
  await cp(process.execPath, join(context, 'bin/node'));
  const { stdout: packages } = await execa('npm', ['root', '--global']);
  await cp(join(packages, 'npm'), join(context, 'lib/node_modules/npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(context, 'bin/npm'));
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  const trusted = join(context, 'share/authorities.crt');
  await mkdir(dirname(trusted), { recursive: true });
  if (authorities && existsSync(authorities)) await cp(authorities, trusted);
  else await writeFile(trusted, '');
  const text = `FROM ${local.base}\nCOPY . /usr/local/\nENV NODE_EXTRA_CA_CERTS=/usr/local/share/authorities.crt\n`;
  await writeFile(join(context, 'Dockerfile'), text);
  await docker.run('build', '--tag', local.build, context);
  await rm(context, { recursive: true });
};

const canPull = async (docker: Docker): Promise<boolean> => {
  try {
    for (const image of Object.values(published))
      if (!(await isThere(docker, image))) await docker.run('pull', '--quiet', image);
    return true;
  } catch {
    return false;
  }
};

/** The images to build on: those that the Dockerfile names; behind a network without a registry, our own from Debian's packages. */
export const baseImages = async (docker: Docker, cache: string, say: Say): Promise<BaseImages> => {
  if ((await isThere(docker, local.base)) && (await isThere(docker, local.build))) return local;
  if (await canPull(docker)) return published;
  say('no image can be pulled: making base images from packages');
  if (!(await isThere(docker, local.base))) await importDebian(docker, cache, say);
  await buildNode(docker, cache);
  return local;
};
