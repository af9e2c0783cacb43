import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Complaint } from './complaint';
import type { JsonObject, RealmFile } from './realm-file';
import type { Say } from './report';

interface Administrator {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

const signIn = async ({ url, user, password }: Administrator): Promise<string> => {
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: user, password }),
  });
  if (!answer.ok) throw new Complaint(`Keycloak refuses its administrator (HTTP ${answer.status}).`);
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
};

type Ask = (method: string, path: string, body?: unknown) => Promise<Response>;

const asker = async (administrator: Administrator): Promise<Ask> => {
  const token = await signIn(administrator);
  return (method, path, body) =>
    fetch(`${administrator.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
};

const accepted = async (what: string, answer: Response): Promise<void> => {
  const text = await answer.text();
  if (!answer.ok) throw new Complaint(`Keycloak refuses ${what} (HTTP ${answer.status}): ${text.slice(0, 500)}`);
};

/** Lists that a realm's update ignores and a partial import brings. */
const importedLists = ['clients', 'roles', 'users', 'groups', 'identityProviders'];

/**
 * Brings a changed file into a realm that people already use: settings are updated in place, clients and roles are
 * written over, users who exist stay as they are.
 */
const update = async (ask: Ask, name: string, realm: JsonObject): Promise<void> => {
  const settings = Object.fromEntries(Object.entries(realm).filter(([key]) => !importedLists.includes(key)));
  await accepted("the realm's settings", await ask('PUT', `/${name}`, settings));
  const users = Array.isArray(realm.users) ? realm.users : [];
  const accounts = users.filter((user) => JSON.stringify(user).includes('serviceAccountClientId'));
  const people = users.filter((user) => !accounts.includes(user));
  const write = async (ifResourceExists: 'OVERWRITE' | 'SKIP', lists: JsonObject): Promise<void> =>
    accepted('the realm file', await ask('POST', `/${name}/partialImport`, { ifResourceExists, ...lists }));
  await write('OVERWRITE', { clients: realm.clients ?? [], roles: realm.roles ?? {} });
  await write('OVERWRITE', { users: accounts });
  await write('SKIP', { users: people, groups: realm.groups ?? [] });
};

/** Makes the realm at the first start; later, when the files changed since, brings the changes in. */
export const importRealm = async (
  administrator: Administrator,
  file: RealmFile,
  stamp: string,
  say: Say,
): Promise<void> => {
  const name = String(file.realm.realm);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === file.hash) return;
  const ask = await asker(administrator);
  const present = await ask('GET', `/${name}`);
  await present.body?.cancel();
  if (present.status === 404) {
    say(`making the realm ${name}`);
    await accepted('the realm file', await ask('POST', '', file.realm));
  } else {
    say(`bringing the changed realm file into the realm ${name}`);
    await update(ask, name, file.realm);
  }
  writeFileSync(stamp, file.hash, { mode: 0o600 });
};
