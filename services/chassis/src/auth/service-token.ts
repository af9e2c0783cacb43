import { unavailable } from '../errors/app-error';

export type TokenSource = () => Promise<string>;

/** A token is renewed this long before it expires, so that none dies on its way. */
const MARGIN_MS = 30_000;

/**
 * The service's own token by client credentials, cached; callers that come while one is fetched share the fetch.
 * An old token that still holds is used when the identity provider is away. Throws `unavailable` when there is none.
 */
export const createServiceTokenSource = (issuer: string, clientId: string, clientSecret: string): TokenSource => {
  let token = '';
  let expiresMs = 0;
  let fetching: Promise<void> | undefined;

  const fetchToken = async (): Promise<void> => {
    const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`the token endpoint answered ${response.status}`);
    const answer = (await response.json()) as { access_token: string; expires_in: number };
    token = answer.access_token;
    expiresMs = Date.now() + answer.expires_in * 1000;
  };

  return async () => {
    if (Date.now() < expiresMs - MARGIN_MS) return token;
    fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    });
    try {
      await fetching;
    } catch (error) {
      if (Date.now() >= expiresMs)
        throw unavailable('service_token_unavailable', 'No token for this service can be had.', { cause: error });
    }
    return token;
  };
};
