import { limited } from '@creneau/chassis';
import type { RequestHandler } from 'express';

/**
 * Refuses (429 with Retry-After) what comes while this many requests are being answered, so that a rush makes some wait
 * rather than everybody time out. Streams leave the count once they are open: see `leaveCount`.
 */
export const createInFlightLimit = (max: number): RequestHandler => {
  let inFlight = 0;
  return (_request, response, next) => {
    if (inFlight >= max) {
      next(limited('overloaded', 'Too many requests at once.'));
      return;
    }
    inFlight += 1;
    let counted = true;
    const leave = (): void => {
      if (counted) inFlight -= 1;
      counted = false;
    };
    response.locals.leaveCount = leave;
    response.once('close', leave);
    next();
  };
};

/** A response that stays open for long no longer counts as a request being answered. */
export const leaveCount = (locals: Record<string, unknown>): void => {
  if (typeof locals.leaveCount === 'function') locals.leaveCount();
};
