import type { Health } from '@creneau/chassis';
import type { RequestHandler } from 'express';

/**
 * While the process stops, each answer is the last on its connection: its client connects anew, elsewhere, rather than send a
 * request into a connection that is just being closed.
 */
export const takeLeave = (health: Pick<Health, 'onPhase'>): RequestHandler => {
  let leaving = false;
  health.onPhase((phase) => {
    leaving = phase === 'stopping';
  });
  return (_request, response, next) => {
    if (leaving) response.setHeader('connection', 'close');
    next();
  };
};
