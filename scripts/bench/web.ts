import { randomUUID } from 'node:crypto';
import { type BrowserContext, type CDPSession, chromium as playwright } from 'playwright-core';
import { chromium } from '../stack/chromium';
import { type Bench, milliseconds, percentile, type Row } from './bench';
import { makeWorld, span } from './world';

/** The cold phone of the design: a processor four times slower, 1.5 Mb/s, nothing in its cache. */
const CPU_SLOWED = 4;
const BYTES_PER_SECOND = 1_500_000 / 8;
/** After its load event a page may still fetch its own part; a planning never rests, since it listens. */
const SETTLE_MS = 2_000;
const PAINT_GOAL_MS = 1_000;
const SCRIPT_GOAL_KB = 150;
/** Visits of a morning. */
const MORNING = 12;
const DEMO = { login: 'docteur', password: 'demo-creneau' };

interface PageToOpen {
  readonly name: string;
  readonly path: string;
  /** Holds once the page shows what it is opened for; runs in the page. */
  readonly isUseful: string;
  readonly isPublic: boolean;
}

interface Opened {
  readonly firstPaint: number;
  readonly useful: number;
  readonly scriptBytes: number;
}

/** Script as it crosses the wire, compressed, without the headers of its answers. */
const countScript = async (cdp: CDPSession): Promise<() => number> => {
  const scripts = new Set<string>();
  let bytes = 0;
  cdp.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  cdp.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await cdp.send('Network.enable');
  return () => bytes;
};

const openCold = async (context: BrowserContext, { path, isUseful }: PageToOpen): Promise<Opened> => {
  const page = await context.newPage();
  try {
    const cdp = await context.newCDPSession(page);
    const scriptBytes = await countScript(cdp);
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: BYTES_PER_SECOND,
      uploadThroughput: BYTES_PER_SECOND,
    });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWED });
    await page.goto(path, { waitUntil: 'commit' });
    const shown = await page.waitForFunction(`(${isUseful}) && performance.now()`, undefined, {
      polling: 'raf',
      timeout: 60_000,
    });
    const useful = (await shown.jsonValue()) as number;
    // What stands in index.html is there before it is painted, and before any script.
    const painted = await page.waitForFunction("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
    const firstPaint = (await painted.jsonValue()) as number;
    await page.waitForLoadState('load');
    await page.waitForTimeout(SETTLE_MS);
    // What is in the document is not yet on the screen.
    return { firstPaint, useful: Math.max(useful, firstPaint), scriptBytes: scriptBytes() };
  } finally {
    await page.close();
  }
};

const signIn = async (context: BrowserContext): Promise<void> => {
  const page = await context.newPage();
  await page.goto('/auth/login?lang=fr&returnTo=/recherche');
  await page.getByLabel('Identifiant ou adresse e-mail').fill(DEMO.login);
  await page.getByLabel('Mot de passe', { exact: true }).fill(DEMO.password);
  await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/recherche');
  await page.close();
};

/** Books the next free slots of the office that is signed in, so that its planning has a morning to show; answers how to give them back. */
const bookMorning = async ({ url }: Bench, context: BrowserContext, token: string): Promise<() => Promise<void>> => {
  const { offices } = (await (await context.request.get('/api/me/offices')).json()) as {
    offices: { officeId: string }[];
  };
  const officeId = offices[0]?.officeId;
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answers HTTP ${answer.status}`);
    return (await answer.json()) as T;
  };
  const { days } = await call<{ days: { starts: string[] }[] }>(
    'GET',
    `/api/offices/${officeId}/availability?${span(30)}`,
  );
  // From tomorrow on, so that none begins meanwhile.
  const starts = days.slice(1).flatMap((day) => day.starts);
  const booked: string[] = [];
  for (const startsAt of starts.slice(0, MORNING)) {
    const { appointmentId } = await call<{ appointmentId: string }>('POST', '/api/appointments', {
      officeId,
      startsAt,
    });
    booked.push(appointmentId);
  }
  return async () => {
    for (const appointmentId of booked) await call('DELETE', `/api/appointments/${appointmentId}`);
  };
};

const measure = async (bench: Bench, context: BrowserContext, page: PageToOpen): Promise<Row> => {
  const opened: Opened[] = [];
  for (let time = 0; time < (bench.quick ? 1 : 5); time += 1) opened.push(await openCold(context, page));
  const median = (of: (one: Opened) => number): number => percentile(opened.map(of), 0.5);
  const useful = median((one) => one.useful);
  const kilobytes = median((one) => one.scriptBytes) / 1024;
  bench.say(`${page.name}: useful after ${useful.toFixed(0)} ms, ${kilobytes.toFixed(0)} kB of script`);
  const goal = `under ${PAINT_GOAL_MS / 1000} s${page.isPublic ? `, under ${SCRIPT_GOAL_KB} kB` : ''}`;
  return {
    what: `${page.name} on a cold phone`,
    figure: `first paint ${milliseconds(median((one) => one.firstPaint))}, useful ${milliseconds(useful)}, ${kilobytes.toFixed(0)} kB of compressed script`,
    goal,
    reached: useful < PAINT_GOAL_MS && (!page.isPublic || kilobytes < SCRIPT_GOAL_KB),
    because: `${CPU_SLOWED} × slower processor, 1.5 Mb/s, no cache`,
  };
};

/** What people wait for: the first useful paint, and how much script it takes. */
export const runWeb = async (bench: Bench): Promise<Row[]> => {
  const world = await makeWorld(bench, 10, 1);
  const pages: PageToOpen[] = [
    { name: 'home', path: '/', isUseful: "document.querySelector('main input')", isPublic: true },
    {
      name: 'slot picker',
      path: `/officine/${world.offices[0]?.id}`,
      isUseful:
        "[...document.querySelectorAll('main button')].some((button) => / à \\d+h/.test(button.ariaLabel ?? button.textContent))",
      isPublic: true,
    },
    {
      name: 'planning',
      path: '/planning',
      // A visit, and as of when: the time of the answer, or at once when the page listens already.
      isUseful: "document.querySelector('main [data-visit]') && document.body.innerText.includes('À jour')",
      isPublic: false,
    },
  ];
  const browser = await playwright.launch({
    executablePath: await chromium(bench.settings, bench.say),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      // The page's own rules forbid what Playwright waits with.
      bypassCSP: true,
      baseURL: bench.url,
      locale: 'fr-FR',
      timezoneId: 'Europe/Paris',
    });
    const rows: Row[] = [];
    for (const page of pages.filter(({ isPublic }) => isPublic)) rows.push(await measure(bench, context, page));
    await signIn(context);
    const giveBack = await bookMorning(bench, context, world.patients[0]?.token ?? '');
    try {
      for (const page of pages.filter(({ isPublic }) => !isPublic)) rows.push(await measure(bench, context, page));
    } finally {
      await giveBack();
    }
    return rows;
  } finally {
    await browser.close();
  }
};
