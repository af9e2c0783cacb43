/** Where somebody was in the planning's first paint, before the application took over. */
interface EarlyPlace {
  /** How far the list was scrolled. */
  top: number;
  /** What had the focus, as a selector. */
  focused: string | undefined;
}

let early: EarlyPlace | undefined;

export const keepEarlyPlace = (): void => {
  const list = document.querySelector('.early-planning [tabindex]');
  const call = document.querySelector('.early-planning a:focus')?.getAttribute('href');
  const focused = list === document.activeElement ? 'section[tabindex]' : call && `a[href="${call}"]`;
  early = list ? { top: list.scrollTop, focused: focused ?? undefined } : undefined;
};

/** Given once, to the first list that is shown. */
export const takeEarlyPlace = (): EarlyPlace | undefined => {
  const taken = early;
  early = undefined;
  return taken;
};
