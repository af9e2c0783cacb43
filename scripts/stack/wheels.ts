import { cachedFolder } from './cache';
import type { Say } from './report';
import { runTool } from './tools';

/** Python packages out of their wheels, exactly these, in a folder of the cache by this name. */
export const wheels = (
  cache: string,
  name: string,
  { python, install, say }: { readonly python: string; readonly install: readonly string[]; readonly say: Say },
): Promise<string> =>
  cachedFolder(cache, name, say, `downloading ${name}`, (folder) =>
    runTool(cache, name, python, [
      ...['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--disable-pip-version-check'],
      ...['--root-user-action=ignore', '--only-binary', ':all:', '--target', folder, ...install],
    ]),
  );
