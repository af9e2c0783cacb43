import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const told = async (axe: AxeBuilder): Promise<string[]> => {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`),
  );
};

/** What axe finds against WCAG 2.2 AA and its own best practices on the page as it stands, one text each. */
export const faultsOf = (page: Page): Promise<string[]> =>
  told(new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']));

/** What of it depends on colours alone. */
export const colourFaultsOf = (page: Page): Promise<string[]> =>
  told(new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']));
