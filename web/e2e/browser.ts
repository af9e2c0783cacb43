import { execFileSync } from 'node:child_process';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { keycloakUrl, mailUrl, publicUrl } from './stack';

const shapes = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 900 } },
} as const;
export type Shape = keyof typeof shapes;

/** A browser for one test file, whose pages must not complain. */
export interface Visitors {
  /** A visitor of their own: cookies, storage, a French device in Paris. */
  open(shape: Shape, options?: BrowserContextOptions): Promise<Page>;
  /** Closes every visitor; fails when a page of theirs wrote an error, crashed, or asked another host for anything. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

const onPath = (): string => {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // The next name.
    }
  }
  throw new Error('No Chromium: set CHROMIUM_PATH.');
};

/** A refusal that the page shows in its own words is no fault of the page; Chromium writes a line for each all the same. */
const refusal = /^Failed to load resource: the server responded with a status of 4(00|01|04|09|22)/;

const hosts = new Set([publicUrl, keycloakUrl, mailUrl].map((url) => new URL(url).host));

const watch = (page: Page, complaints: string[]): void => {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !refusal.test(text)) complaints.push(`${page.url()}: ${text}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && !hosts.has(url.host)) complaints.push(`asks ${url.host}: ${url.href}`);
  });
};

export const openVisitors = async (): Promise<Visitors> => {
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || onPath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    open: async (shape, options) => {
      const context = await browser.newContext({
        ...shapes[shape],
        baseURL: publicUrl,
        locale: 'fr-FR',
        timezoneId: 'Europe/Paris',
        reducedMotion: 'reduce',
        ...options,
      });
      context.setDefaultTimeout(15_000);
      contexts.push(context);
      context.on('page', (page) => watch(page, complaints));
      return context.newPage();
    },
    leave: async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      const all = complaints.splice(0);
      if (all.length > 0) throw new Error(`Pages complained:\n${all.join('\n')}`);
    },
    stop: () => browser.close(),
  };
};

/** Opens a browser before the tests of a file, and looks after each test whether a page complained. */
export const withVisitors = (): Pick<Visitors, 'open'> => {
  let visitors: Visitors;
  beforeAll(async () => {
    visitors = await openVisitors();
  });
  afterEach(() => visitors.leave());
  afterAll(() => visitors?.stop());
  return { open: (shape, options) => visitors.open(shape, options) };
};
