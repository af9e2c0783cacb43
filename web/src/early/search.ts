/** What was typed into the search of the first paint, before the application took over. */
export type EarlySearch = { q: string; city: string };

let early: EarlySearch | undefined;

export const keepEarlySearch = (): void => {
  const field = (name: string) => document.querySelector<HTMLInputElement>(`.early input[name=${name}]`);
  early = { q: field('q')?.value ?? '', city: field('ville')?.value ?? '' };
};

/** Given once, to the first search form that is shown. */
export const takeEarlySearch = (): EarlySearch | undefined => {
  const taken = early;
  early = undefined;
  return taken;
};
