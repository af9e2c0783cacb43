import { setTimeout as sleep } from 'node:timers/promises';
import { type TokenSource, unavailable } from '@creneau/chassis';

export interface AdminAnswer {
  status: number;
  /** Parsed JSON, or undefined when the body is empty or none. */
  body: unknown;
  /** Last segment of the Location header: the id of what was created. */
  createdId: string | undefined;
}

interface AdminCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the realm, for instance `/users/…`. */
  path: string;
  json?: unknown;
  timeoutMs?: number;
  /** Sent once more when no answer came or Keycloak stumbled; only for what may happen twice. */
  repeatable?: boolean;
}

export type AdminApi = (call: AdminCall) => Promise<AdminAnswer>;

const TIMEOUT_MS = 5_000;
const REPEAT_AFTER_MS = 200;

/**
 * Calls Keycloak's admin API with the service's own token. Answers below 500 are the caller's to read; without an answer
 * in time, or with a worse one, it throws `unavailable` (identity_provider_unavailable).
 *
 * Plain fetch, not Keycloak's own client: that one takes one abort signal for all its calls, so that none can have a time
 * limit of its own, and it turns a refusal's body into text.
 */
export const createAdminApi = (baseUrl: string, serviceToken: TokenSource): AdminApi => {
  const base = baseUrl.replace(/\/$/, '');

  const once = async ({ method, path, json, timeoutMs = TIMEOUT_MS }: AdminCall): Promise<AdminAnswer> => {
    const authorization = `Bearer ${await serviceToken()}`;
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: { authorization, accept: 'application/json', ...(json ? { 'content-type': 'application/json' } : {}) },
        body: json === undefined ? undefined : JSON.stringify(json),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (response.status < 500 && response.status !== 429 && response.status !== 401)
        return {
          status: response.status,
          body: parsed(text),
          createdId: response.headers.get('location')?.split('/').pop(),
        };
      throw new Error(`the admin API answered ${response.status}`);
    } catch (cause) {
      throw unavailable('identity_provider_unavailable', 'Keycloak does not answer.', { cause });
    }
  };

  return async (call) => {
    try {
      return await once(call);
    } catch (error) {
      if (!call.repeatable) throw error;
      await sleep(REPEAT_AFTER_MS);
      return once(call);
    }
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
