import type { Locator } from 'playwright-core';

/** Which of the planning's colours a line carries at its edge. */
export const colourOf = async (line: Locator): Promise<string | undefined> => {
  const { gone, colour } = await line.evaluate((element) => {
    const edge = getComputedStyle(element).borderLeftColor;
    const colour = ['bronze', 'green', 'blue', 'red'].find((name) => {
      const probe = document.createElement('i');
      probe.style.color = `var(--${name})`;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color === edge;
    });
    return { gone: !element.isConnected, colour };
  });
  // The application has just put its own in the place of the first paint's.
  return gone ? colourOf(line) : colour;
};
