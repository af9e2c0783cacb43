import { learnTime } from '../time/server-time';

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What was asked before the application was there, by path and query; undefined when nobody answered. */
const answers = new Map<string, Promise<Answer | undefined>>();

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
};

const ask = async (url: string): Promise<Answer | undefined> => {
  const asked = Date.now();
  try {
    const response = await fetch(url, { headers: { 'Accept-Language': document.documentElement.lang } });
    const headers = new Headers(response.headers);
    learnTime(headers.get('x-creneau-now'), asked, Date.now());
    // By the time the application reads it, it tells an hour that is past.
    headers.delete('x-creneau-now');
    return { status: response.status, headers, text: await response.text() };
  } catch {
    return undefined;
  }
};

/** Asks ahead of the application, which is given the same answer by {@link fetchOrTakeEarly}; undefined when it was refused. */
export const askEarly = async <T>(url: string): Promise<T | undefined> => {
  const answer = ask(url);
  answers.set(pathOf(url), answer);
  const { status, text } = (await answer) ?? { status: 0, text: '' };
  if (status !== 200) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `fetch`, but for the first time that something is asked which was asked early. */
export const fetchOrTakeEarly = async (request: Request): Promise<Response> => {
  const path = pathOf(request.url);
  const early = request.method === 'GET' ? answers.get(path) : undefined;
  if (early) answers.delete(path);
  const answer = await early;
  return answer ? new Response(answer.text, answer) : fetch(request);
};
