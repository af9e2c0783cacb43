import { randomUUID } from 'node:crypto';
import { type Person, unauthenticated } from '@creneau/chassis';
import { trace } from '@opentelemetry/api';
import type { NextFunction, Request, Response } from 'express';
import type { Language } from '../api/problem-texts';
import type { LiveSession } from '../session/session-store';

/** What is known of a request besides its declared parts. */
export interface RequestContext {
  /** The trace's id where traces are collected, else one of our own; errors quote it. */
  readonly traceId: string;
  /** Pattern of the endpoint, for logs and metrics: never the address, which may hold names. */
  route: string;
  person: Person | undefined;
  /** The cookie session the person came with; undefined for bearer tokens. */
  session: LiveSession | undefined;
}

export const contextOf = (response: Response): RequestContext => response.locals.context as RequestContext;

/** The person behind the request. Throws `unauthenticated` when nobody is. */
export const personOf = (context: RequestContext): Person => {
  if (!context.person) throw unauthenticated('not_authenticated', 'A signed-in person is needed.');
  return context.person;
};

/** French unless English is preferred. */
export const languageOf = (request: Request): Language => (request.acceptsLanguages('fr', 'en') === 'en' ? 'en' : 'fr');

export const openContext = (_request: Request, response: Response, next: NextFunction): void => {
  const context: RequestContext = {
    traceId: trace.getActiveSpan()?.spanContext().traceId ?? randomUUID().replaceAll('-', ''),
    route: 'unmatched',
    person: undefined,
    session: undefined,
  };
  response.locals.context = context;
  response.setHeader('x-request-id', context.traceId);
  next();
};
