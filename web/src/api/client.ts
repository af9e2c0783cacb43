import createClient, { type Middleware } from 'openapi-fetch';
import { fetchOrTakeEarly } from '../early/answers';
import { learnTime } from '../time/server-time';
import type { components, paths } from './generated';
import { ProblemError, problemFrom } from './problem';

export type Schema = components['schemas'];

const safe = new Set(['GET', 'HEAD']);

/** When each question left. */
const asked = new WeakMap<Request, number>();

const ourHeaders: Middleware = {
  onRequest: ({ request }) => {
    request.headers.set('Accept-Language', document.documentElement.lang || 'fr');
    // A header that no foreign page can send: the gateway asks for it with every change made under a session.
    if (!safe.has(request.method)) request.headers.set('X-Creneau-Csrf', '1');
    asked.set(request, Date.now());
    return request;
  },
  onResponse: ({ request, response }) => {
    learnTime(response.headers.get('x-creneau-now'), asked.get(request) ?? 0, Date.now());
  },
};

export const api = createClient<paths>({ baseUrl: '', fetch: fetchOrTakeEarly });
api.use(ourHeaders);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of an answer, or a ProblemError. */
export const answer = async <T>(call: Promise<Answer<T>>): Promise<T> => {
  let result: Answer<T>;
  try {
    result = await call;
  } catch (cause) {
    throw new ProblemError(0, {}, 'unreachable', cause);
  }
  if (result.response.ok) return result.data as T;
  throw problemFrom(result.response, result.error);
};
