let early: number | undefined;

/** Notes how far the list of the planning's first paint was scrolled, before the application takes over. */
export const keepEarlyScroll = (): void => {
  early = document.querySelector('.early-planning [tabindex]')?.scrollTop;
};

/** Given once, to the first list that is shown. */
export const takeEarlyScroll = (): number | undefined => {
  const taken = early;
  early = undefined;
  return taken;
};
