import type { Locator } from 'playwright-core';

/** Which of the planning's colours a line carries at its edge. */
export const colourOf = (line: Locator): Promise<string | undefined> =>
  line.evaluate((element) => {
    const edge = getComputedStyle(element).borderLeftColor;
    return ['bronze', 'green', 'blue', 'red'].find((name) => {
      const probe = document.createElement('i');
      probe.style.color = `var(--${name})`;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color === edge;
    });
  });
