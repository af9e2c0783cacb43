import type { Schema } from '../src/api/client';
import { demoPassword, keycloakUrl, publicUrl } from './stack';

export type { Schema };

/** A call over the API that has to succeed, where a step of a test is only its setting. */
export const call = async <T>(token: string | undefined, method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await fetch(`${publicUrl}${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answers ${answer.status}: ${text.slice(0, 500)}`);
  return (text ? JSON.parse(text) : undefined) as T;
};

/** An access token, as a developer's command line gets one. */
export const tokenOf = async (login: string, password = demoPassword): Promise<string> => {
  const answer = await fetch(`${keycloakUrl}/realms/creneau/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'creneau-cli',
      username: login,
      password,
      scope: 'openid profile email',
    }),
  });
  if (!answer.ok) throw new Error(`No token for ${login}: ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
};
