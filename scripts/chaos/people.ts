import { Complaint } from '../stack/complaint';

const PASSWORD = 'demo-creneau';
const RENEW_BEFORE_MS = 90_000;

/** An account and its token, renewed before it ends. */
export interface Person {
  readonly id: string;
  /** An access token that holds; undefined while none can be had. */
  token(): Promise<string | undefined>;
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

const grant = async (keycloakUrl: string, form: Record<string, string>): Promise<Tokens> => {
  const answer = await fetch(`${keycloakUrl}/realms/creneau/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Complaint(`Keycloak grants no token (HTTP ${answer.status}): ${await answer.text()}`);
  return (await answer.json()) as Tokens;
};

/** Signs a person in; throws when Keycloak does not know her. */
export const signIn = async (keycloakUrl: string, login: string): Promise<Person> => {
  const client = { client_id: 'creneau-cli' };
  const byPassword = { ...client, grant_type: 'password', username: login, password: PASSWORD, scope: 'openid' };
  let tokens = await grant(keycloakUrl, byPassword);
  let endsMs = Date.now() + tokens.expires_in * 1_000;
  let renewing: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    const byRefresh = { ...client, grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    tokens = await grant(keycloakUrl, byRefresh).catch(() => grant(keycloakUrl, byPassword));
    endsMs = Date.now() + tokens.expires_in * 1_000;
  };
  const [, claims = ''] = tokens.access_token.split('.');
  const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string };
  return {
    id: sub,
    token: async () => {
      if (Date.now() < endsMs - RENEW_BEFORE_MS) return tokens.access_token;
      renewing ??= renew()
        .catch(() => undefined)
        .finally(() => {
          renewing = undefined;
        });
      await renewing;
      return Date.now() < endsMs ? tokens.access_token : undefined;
    },
  };
};
