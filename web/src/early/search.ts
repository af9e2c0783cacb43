/** What was typed into the search of the first paint, and which of its fields had the focus, before the application took over. */
export type EarlySearch = { q: string; city: string; focused: 'q' | 'ville' | undefined };

let early: EarlySearch | undefined;

export const keepEarlySearch = (): void => {
  const field = (name: string) => document.querySelector<HTMLInputElement>(`.early input[name=${name}]`);
  const focused = document.activeElement?.getAttribute('name');
  early = {
    q: field('q')?.value ?? '',
    city: field('ville')?.value ?? '',
    focused: focused === 'q' || focused === 'ville' ? focused : undefined,
  };
};

/** Given once, to the first search form that is shown. */
export const takeEarlySearch = (): EarlySearch | undefined => {
  const taken = early;
  early = undefined;
  return taken;
};
