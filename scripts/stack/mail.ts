import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { launch } from './child-process';
import { Complaint } from './complaint';
import { port, type StackSettings } from './settings';
import type { Unit } from './unit';

/** The package's program, which its `exports` do not name. */
const program = (): string => {
  const places = createRequire(import.meta.url).resolve.paths('maildev') ?? [];
  const found = places.map((place) => join(place, 'maildev/dist/bin/maildev.js')).find((path) => existsSync(path));
  if (!found) throw new Complaint('The mail catcher (npm maildev) is not installed: run npm ci.');
  return found;
};

export const probeMail = async (url: string): Promise<void> => {
  const answer = await fetch(new URL('/api/email', url), { signal: AbortSignal.timeout(3000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
};

/** The mail catcher: takes every mail, delivers none, shows them on a page and over REST. */
export const mail = (settings: StackSettings): Unit => {
  const home = join(settings.data, 'mail');
  const log = join(settings.data, 'logs/mail.log');
  const url = `http://localhost:${port(settings, 'mail')}`;
  return {
    name: 'mail',
    kind: 'component',
    url,
    ports: [port(settings, 'smtp'), port(settings, 'mail')],
    log,
    needs: [],
    startMs: 30_000,
    prepare: () => mkdir(home, { recursive: true }).then(() => undefined),
    launch: () =>
      launch({
        file: process.execPath,
        args: [
          program(),
          ...['--ip', '127.0.0.1', '--smtp', String(port(settings, 'smtp'))],
          ...['--web-ip', '127.0.0.1', '--web', String(port(settings, 'mail'))],
          ...['--mail-directory', home, '--max-emails', '5000', '--hide-extensions', 'STARTTLS'],
        ],
        cwd: home,
        log,
      }),
    probe: () => probeMail(url),
  };
};
