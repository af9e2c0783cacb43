import { unavailable } from '../errors/app-error';

export type TokenSource = () => Promise<string>;

/**
 * Part of a token's life after which it is renewed. What is left then is longer than any person's token lives (the realm
 * gives services 15 minutes, people 5): when the identity provider is away, whoever is signed in goes on until her own ends.
 */
const RENEWED_AFTER = 1 / 3;
/** A renewal that failed is tried again after this. */
const AGAIN_AFTER_MS = 1_000;
const PATIENCE_MS = 5_000;

/**
 * The service's own token by client credentials, cached; callers that come while one is fetched share the fetch.
 * A token that still holds is given at once and renewed meanwhile. Throws `unavailable` when there is none. `now` is the
 * machine's time in milliseconds, which tokens live by.
 */
export const createServiceTokenSource = (
  issuer: string,
  clientId: string,
  clientSecret: string,
  now: () => number = Date.now,
): TokenSource => {
  let token = '';
  let renewMs = 0;
  let expiresMs = 0;
  let fetching: Promise<void> | undefined;

  const fetchToken = async (): Promise<void> => {
    const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`the token endpoint answered ${response.status}`);
    const answer = (await response.json()) as { access_token: string; expires_in: number };
    const lifeMs = answer.expires_in * 1000;
    token = answer.access_token;
    renewMs = now() + lifeMs * RENEWED_AFTER;
    expiresMs = now() + lifeMs;
  };

  const renew = (): Promise<void> => {
    fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  return async () => {
    const nowMs = now();
    if (nowMs < renewMs) return token;
    if (nowMs < expiresMs) {
      renewMs = nowMs + AGAIN_AFTER_MS;
      renew().catch(() => undefined);
      return token;
    }
    try {
      await renew();
    } catch (error) {
      throw unavailable('service_token_unavailable', 'No token for this service can be had.', { cause: error });
    }
    return token;
  };
};
