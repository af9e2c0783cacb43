/** How far the server's clock is ahead of this device's, in milliseconds: a device may be wrong by minutes. */
let aheadMs = 0;

/** What time it is where visits are kept. */
export const now = (): number => onServer(Date.now());

/** What time it was there when this device's clock said `deviceMs`. */
export const onServer = (deviceMs: number): number => deviceMs + aheadMs;

/**
 * Sets the clock by an answer's `x-creneau-now`, which was written between its question and its arrival. Only a round trip of a
 * second at most tells enough.
 */
export const learnTime = (told: string | null, askedMs: number, arrivedMs: number): void => {
  const serverMs = told === null ? Number.NaN : Date.parse(told);
  if (Number.isNaN(serverMs) || arrivedMs - askedMs > 1_000) return;
  aheadMs = serverMs - (askedMs + arrivedMs) / 2;
};
