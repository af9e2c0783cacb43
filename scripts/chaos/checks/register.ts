import { type Call, isDone, isOpen } from '../history';

/**
 * The values that something may have in the end, after these calls set it: the last one that was done for certain, any that
 * ran beside it, and any of which nobody knows whether and when it was done. `initial` counts while nothing was done.
 */
export const possibleValues = <T>(calls: readonly Call[], settingOf: (call: Call) => T, initial: T): Set<T> => {
  const done = calls.filter(isDone);
  const last = done.filter((call) => !done.some((later) => later.startMs > call.endMs));
  const values = new Set([...last, ...calls.filter(isOpen)].map(settingOf));
  if (done.length === 0) values.add(initial);
  return values;
};
