import { Complaint } from './complaint';

export interface Administrator {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Asks Keycloak's admin API; the path begins at the realm: `/creneau/users`. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Response>;

const signIn = async ({ url, user, password }: Administrator): Promise<string> => {
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: user, password }),
  });
  if (!answer.ok) throw new Complaint(`Keycloak refuses its administrator (HTTP ${answer.status}).`);
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
};

/** The admin API in an administrator's name, for as long as a token of hers lives: about a minute. */
export const asker = async (administrator: Administrator): Promise<Ask> => {
  const token = await signIn(administrator);
  return (method, path, body) =>
    fetch(`${administrator.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
};

/** Throws a complaint that names `what` was refused; answers the text. */
export const accepted = async (what: string, answer: Response): Promise<string> => {
  const text = await answer.text();
  if (!answer.ok) throw new Complaint(`Keycloak refuses ${what} (HTTP ${answer.status}): ${text.slice(0, 500)}`);
  return text;
};
