import { learnTime } from '../time/server-time';

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

interface Asked {
  /** Undefined when nobody answered. */
  answer: Promise<Answer | undefined>;
  arrivedMs?: number;
}

/** What was asked before the application was there, by path and query. */
const asked = new Map<string, Asked>();

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
};

const ask = async (url: string): Promise<Answer | undefined> => {
  const askedMs = Date.now();
  try {
    const response = await fetch(url, { headers: { 'Accept-Language': document.documentElement.lang } });
    const headers = new Headers(response.headers);
    learnTime(headers.get('x-creneau-now'), askedMs, Date.now());
    // By the time the application reads it, it tells an hour that is past.
    headers.delete('x-creneau-now');
    return { status: response.status, headers, text: await response.text() };
  } catch {
    return undefined;
  }
};

/** Asks ahead of the application, which is given the same answer by {@link fetchOrTakeEarly}; undefined when it was refused. */
export const askEarly = async <T>(url: string): Promise<T | undefined> => {
  const question: Asked = { answer: ask(url) };
  asked.set(pathOf(url), question);
  const answer = await question.answer;
  if (!answer) return undefined;
  question.arrivedMs = Date.now();
  if (answer.status !== 200) return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
};

/** When the answer arrived, by this device's clock, that the application can be given at once; undefined when there is none. */
export const arrivedMs = (url: string): number | undefined => asked.get(pathOf(url))?.arrivedMs;

/** `fetch`, but for the first time that something is asked which was asked early. */
export const fetchOrTakeEarly = async (request: Request): Promise<Response> => {
  const path = pathOf(request.url);
  const early = request.method === 'GET' ? asked.get(path) : undefined;
  if (early) asked.delete(path);
  const answer = await early?.answer;
  return answer ? new Response(answer.text, answer) : fetch(request);
};
