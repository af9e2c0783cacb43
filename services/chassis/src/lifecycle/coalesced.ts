/**
 * Shares runs of a read between those who ask for the same key. Whoever asks while one runs gets the next, never the
 * running one: each answer is from a read that began after its question, so that nobody misses what was written before.
 */
export const coalesced = <T>(read: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  const start = (key: string): Promise<T> => {
    next.delete(key);
    const run = read(key).finally(() => {
      if (running.get(key) === run) running.delete(key);
    });
    running.set(key, run);
    return run;
  };
  return (key) => {
    const waiting = next.get(key);
    if (waiting) return waiting;
    const current = running.get(key);
    if (!current) return start(key);
    const queued = current.then(
      () => start(key),
      () => start(key),
    );
    next.set(key, queued);
    return queued;
  };
};
