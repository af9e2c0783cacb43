import { setImmediate as turn } from 'node:timers/promises';

/**
 * Hands on together, in their order, what comes within one turn of the event loop, at most `most` at once. Each waits until its own was
 * handed on.
 */
export const gathered = <T>(handOn: (items: T[]) => void, most = Number.POSITIVE_INFINITY) => {
  let items: T[] = [];
  let handed: Promise<void> | undefined;
  const hand = (): void => {
    const all = items;
    items = [];
    handed = undefined;
    for (let from = 0; from < all.length; from += most) handOn(all.slice(from, from + most));
  };
  return (item: T): Promise<void> => {
    items.push(item);
    handed ??= turn().then(hand);
    return handed;
  };
};
