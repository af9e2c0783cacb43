import type { Page, Route } from 'playwright-core';

export const goOn = (route: Route): Promise<void> => route.continue();

/** Opens a page whose application is on its way until `arrive` is called; `end` decides what becomes of it then. */
export const openAhead = async (page: Page, path: string, end: (route: Route) => Promise<void>) => {
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route('**/assets/start-*.js', async (route) => {
    await held;
    await end(route);
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(path, { waitUntil: 'commit' });
  /** How often the site was asked what ends so. */
  const timesAsked = (question: string) =>
    asked.filter((one) => one.startsWith('/api/') && one.endsWith(question)).length;
  return { arrive, timesAsked };
};
