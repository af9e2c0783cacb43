import { conflict, notFound } from '@creneau/chassis';
import type { Visit } from '../domain/visit';

export const visitNotFound = () => notFound('visit_not_found', 'There is no such visit.');

/** Throws `conflict` (stale_version) when the person saw another version than stands; 0 stands for any. */
export const requireVersion = (visit: Visit, expected: number): void => {
  if (expected !== 0 && expected !== visit.version)
    throw conflict('stale_version', 'The visit has changed since.', { details: { version: String(visit.version) } });
};
