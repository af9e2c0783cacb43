import { randomUUID } from 'node:crypto';
import { openApiDocument } from '../../src/api/openapi';
import { API_VERSION } from '../../src/api/version';
import { OFFICE } from './people';
import type { Access, Which } from './rest-access';

/** An operation of the OpenAPI document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly takesBody: boolean;
  readonly about: 'office' | 'visit' | undefined;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

const aboutOf = (path: string): Operation['about'] => {
  if (path.includes('{appointmentId}')) return 'visit';
  return path.includes('{officeId}') ? 'office' : undefined;
};

export const operations: readonly Operation[] = Object.entries(openApiDocument(API_VERSION).paths ?? {}).flatMap(
  ([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const id = operation.operationId ?? `${method} ${path}`;
      const takesBody = operation.requestBody !== undefined;
      return [{ id, method: method.toUpperCase(), path, takesBody, about: aboutOf(path) }];
    }),
);

const idFor = (which: Which, known: string): string => {
  if (which === 'the one') return known;
  return which === 'an unknown one' ? randomUUID() : 'none';
};

/** What is asked about, and with which credentials. */
export interface Asked {
  readonly url: string;
  readonly visitId: string;
  readonly officeId?: string;
  readonly which?: Which;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the body that changes nothing; a string goes out as it is. */
  readonly body?: unknown;
}

const addressOf = ({ path, about }: Operation, { ask }: Access, asked: Asked): string => {
  const { which = 'the one', officeId = OFFICE } = asked;
  const ids: Record<string, string> = {
    officeId: about === 'office' ? idFor(which, officeId) : officeId,
    appointmentId: idFor(which, asked.visitId),
    ...ask?.path,
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no value for ${name}`);
  return ask?.query ? `${filled}?${new URLSearchParams(ask.query)}` : filled;
};

export interface Reply {
  /** The status, and the code of a refusal: `403 wrong_role`. */
  readonly answer: string;
  readonly type: string;
  readonly body: string;
}

/** Sends the request that changes nothing. Of a stream no more than the head is read. */
export const send = async (operation: Operation, access: Access, asked: Asked): Promise<Reply> => {
  const body = 'body' in asked ? asked.body : access.ask?.body;
  const abort = new AbortController();
  const response = await fetch(asked.url + addressOf(operation, access, asked), {
    method: operation.method,
    signal: abort.signal,
    headers: {
      ...(asked.token && { authorization: `Bearer ${asked.token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...access.ask?.headers,
      ...asked.headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  const text = type.startsWith('text/event-stream') ? '' : await response.text();
  abort.abort();
  const code = response.status >= 400 ? ` ${JSON.parse(text).code}` : '';
  return { answer: `${response.status}${code}`, type, body: text };
};
