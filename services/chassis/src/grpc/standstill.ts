import type { Life } from '../lifecycle/life';

const LOOK_EVERY_MS = 500;
/** A little less than callers wait for a sign of life, before they ask another replica. */
const STANDSTILL_MS = 4_000;
/** In this time after it, all that came meanwhile has been read. */
const READ_WITHIN_MS = 1_000;

/**
 * Tells whether a request may have lain here while the process stood still: its caller has then asked another replica, and told a person
 * what that one said. (The timeout of gRPC begins when a request is read.)
 */
export const watchStandstill = (life: Life): (() => boolean) => {
  let seenMs = performance.now();
  let doubtedUntilMs = 0;
  const look = (): boolean => {
    const nowMs = performance.now();
    if (nowMs - seenMs > STANDSTILL_MS) doubtedUntilMs = nowMs + READ_WITHIN_MS;
    seenMs = nowMs;
    return nowMs < doubtedUntilMs;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  life.onStop('watch for standstill', () => clearInterval(timer));
  return look;
};
