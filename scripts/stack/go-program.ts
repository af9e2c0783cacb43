import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cache';
import type { Say } from './report';
import { requireGo, runTool } from './tools';

/** A program that its project publishes as a Go package. */
export interface GoProgram {
  /** What the built file is called. */
  readonly name: string;
  /** The package to build: `helm.sh/helm/v4/cmd/helm`. */
  readonly package: string;
  readonly version: string;
  /** Lines for the go.mod it is built under: a project's own `replace`s do not hold for those who build it from outside. */
  readonly replaces?: () => Promise<string>;
  /** Values the linker writes: `import/path.variable` → value. */
  readonly linked?: Readonly<Record<string, string>>;
}

const linkerFlags = (linked: GoProgram['linked']): string =>
  ['-s', '-w', ...Object.entries(linked ?? {}).map(([variable, value]) => `-X ${variable}=${value}`)].join(' ');

const build = async (cache: string, program: GoProgram, folder: string): Promise<void> => {
  const go = await requireGo(program.name);
  const source = join(folder, 'source');
  const run = (...args: string[]): Promise<void> =>
    runTool(cache, program.name, go, args, { cwd: source, env: { CGO_ENABLED: '0', GOFLAGS: '' } });
  await mkdir(source);
  await writeFile(
    join(source, 'go.mod'),
    `module creneau.invalid/build\n\ngo 1.24\n\n${(await program.replaces?.()) ?? ''}`,
  );
  await run('get', '-tool', `${program.package}@${program.version}`);
  const flags = ['-trimpath', '-ldflags', linkerFlags(program.linked)];
  await run('build', ...flags, '-o', join(folder, `${program.name}.part`), program.package);
  await rename(join(folder, `${program.name}.part`), join(folder, program.name));
  await rm(source, { recursive: true });
};

/** The path of a program, built once from its public Go module into the cache: static, so that it runs in an empty image too. */
export const goProgram = async (cache: string, program: GoProgram, say: Say): Promise<string> => {
  const { name, version } = program;
  const folder = await cachedFolder(cache, `${name}-${version}`, say, `building ${name} ${version}`, (draft) =>
    build(cache, program, draft),
  );
  return join(folder, name);
};
