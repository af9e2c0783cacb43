import { overloaded } from '@creneau/chassis';
import type { NextFunction, RequestHandler, Response } from 'express';

interface InFlightLimit {
  /** Requests answered at once. */
  readonly max: number;
  /** Requests that wait for one of those to end. */
  readonly maxWaiting: number;
  /** How long one waits: with the time of its answer well below what its caller's patience is. */
  readonly maxWaitMs: number;
}

/**
 * A rush waits in front of the services in the order it came, rather than all of it inside them until everybody times out.
 * Whoever would be one too many, or waited too long, is refused (429 with Retry-After). Streams leave the count once they are
 * open ({@link leaveCount}), bodies while they are on their way ({@link whileUncounted}).
 */
export const createInFlightLimit = ({ max, maxWaiting, maxWaitMs }: InFlightLimit): RequestHandler => {
  let inFlight = 0;
  // In the order of arrival, as a Set keeps it.
  const waiting = new Set<() => void>();

  const leave = (): void => {
    inFlight -= 1;
    const [next] = waiting;
    next?.();
  };

  const count = (response: Response, next: NextFunction): void => {
    const enter = (): void => {
      inFlight += 1;
      let counted = true;
      const leaveOnce = (): void => {
        if (counted) leave();
        counted = false;
      };
      response.locals.leaveCount = leaveOnce;
      response.once('close', leaveOnce);
      next();
    };
    if (inFlight < max) {
      enter();
      return;
    }
    if (waiting.size >= maxWaiting) {
      next(overloaded());
      return;
    }
    const stopWaiting = (): void => {
      clearTimeout(timer);
      waiting.delete(turn);
      response.off('close', stopWaiting);
    };
    const turn = (): void => {
      stopWaiting();
      enter();
    };
    const timer = setTimeout(() => {
      stopWaiting();
      next(overloaded());
    }, maxWaitMs);
    waiting.add(turn);
    response.once('close', stopWaiting);
  };

  return (_request, response, next) => {
    response.locals.countAgain = (goOn: NextFunction) => count(response, goOn);
    count(response, next);
  };
};

/** A response that stays open for long no longer counts as a request being answered. */
export const leaveCount = (locals: Record<string, unknown>): void => {
  if (typeof locals.leaveCount === 'function') locals.leaveCount();
};

/**
 * Reads what the caller is still to send: so long the request is none being answered, and takes its turn again afterwards. Else as
 * many slow bodies as requests may be in flight would keep everybody out.
 */
export const whileUncounted =
  (read: RequestHandler): RequestHandler =>
  (request, response, next) => {
    if (request.complete) {
      read(request, response, next);
      return;
    }
    leaveCount(response.locals);
    read(request, response, (error?: unknown) => (error ? next(error) : response.locals.countAgain(next)));
  };
