import type { Page } from 'playwright-core';

/** Holds such calls of a page back until the test lets them go. */
export const hold = async (page: Page, method: string, url: RegExp) => {
  let letGo = () => {};
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let noteAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    noteAsked = resolve;
  });
  await page.route(url, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    noteAsked();
    await gone;
    await route.continue();
  });
  return {
    /** The first such call is on its way. */
    asked,
    letGo: () => letGo(),
  };
};

/** Every call that a button waits for has come to its end. */
export const allSettled = (page: Page) => page.waitForFunction(() => !document.querySelector('main button:disabled'));

/** What a browser says to a page that its reader comes back to. */
export const comeBack = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
