import { overloaded } from '@creneau/chassis';
import type { NextFunction, RequestHandler, Response } from 'express';

interface InFlightLimit {
  /** Requests answered at once. */
  readonly max: number;
  /** Requests that wait for one of those to end. */
  readonly maxWaiting: number;
  /** How long one waits: with the time of its answer well below what its caller's patience is. */
  readonly maxWaitMs: number;
  /** Bodies that may be on their way without their requests counting. */
  readonly maxBodies: number;
}

type Queue = Set<() => void>;
type Read = (next: NextFunction) => void;

/**
 * A rush waits in front of the services in the order it came, rather than all of it inside them until everybody times out.
 * Whoever would be one too many, or waited too long, is refused (429 with Retry-After). Streams leave the count once they are
 * open ({@link leaveCount}), requests while their bodies are on their way ({@link whileUncounted}).
 */
export const createInFlightLimit = ({ max, maxWaiting, maxWaitMs, maxBodies }: InFlightLimit): RequestHandler => {
  let inFlight = 0;
  let bodies = 0;
  // Each in the order of arrival, as a Set keeps it; whoever was let in before goes first.
  const waiting: Queue = new Set();
  const waitingAgain: Queue = new Set();

  const leave = (): void => {
    inFlight -= 1;
    const [next] = waitingAgain.size > 0 ? waitingAgain : waiting;
    next?.();
  };

  const count = (response: Response, next: NextFunction, queue: Queue): void => {
    // Its caller has gone: there is nobody to answer, and nothing would end the count.
    if (response.closed) return;
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
    if (queue === waiting && waiting.size >= maxWaiting) {
      next(overloaded());
      return;
    }
    const stopWaiting = (): void => {
      clearTimeout(timer);
      queue.delete(turn);
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
    queue.add(turn);
    response.once('close', stopWaiting);
  };

  const readUncounted = (response: Response, read: Read, next: NextFunction): void => {
    if (bodies >= maxBodies) {
      read(next);
      return;
    }
    bodies += 1;
    let reads = true;
    const end = (): void => {
      if (reads) bodies -= 1;
      reads = false;
    };
    response.once('close', end);
    leaveCount(response.locals);
    read((error?: unknown) => {
      end();
      if (error) next(error);
      else count(response, next, waitingAgain);
    });
  };

  return (_request, response, next) => {
    response.locals.readUncounted = (read: Read, then: NextFunction) => readUncounted(response, read, then);
    count(response, next, waiting);
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
  (reader: RequestHandler): RequestHandler =>
  (request, response, next) => {
    if (request.complete) reader(request, response, next);
    else response.locals.readUncounted((then: NextFunction) => reader(request, response, then), next);
  };
