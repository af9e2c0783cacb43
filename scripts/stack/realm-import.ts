import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Administrator, type Ask, accepted, asker } from './keycloak-admin';
import { isObject, type Json, type JsonObject, type RealmFile } from './realm-file';
import type { Say } from './report';

const listOf = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

const read = async (ask: Ask, path: string): Promise<JsonObject[]> => {
  const answer = await ask('GET', path);
  return answer.ok ? ((await answer.json()) as JsonObject[]) : [];
};

/** Lists that a realm's update ignores: they are brought in after it. */
const importedLists = ['clients', 'clientScopes', 'scopeMappings', 'roles', 'users', 'groups'];

const bringClientScopes = async (ask: Ask, name: string, realm: JsonObject): Promise<void> => {
  const present = await read(ask, `/${name}/client-scopes`);
  for (const scope of listOf(realm.clientScopes)) {
    const twin = present.find((other) => other.name === scope.name);
    const what = `the client scope ${String(scope.name)}`;
    if (twin) await accepted(what, await ask('PUT', `/${name}/client-scopes/${String(twin.id)}`, scope));
    else await accepted(what, await ask('POST', `/${name}/client-scopes`, scope));
  }
  const scopes = await read(ask, `/${name}/client-scopes`);
  const roles = await read(ask, `/${name}/roles`);
  for (const mapping of listOf(realm.scopeMappings)) {
    const scope = scopes.find((other) => other.name === mapping.clientScope);
    const wanted = Array.isArray(mapping.roles) ? mapping.roles : [];
    const mapped = roles.filter((role) => wanted.includes(role.name ?? null));
    if (!scope || mapped.length === 0) continue;
    const path = `/${name}/client-scopes/${String(scope.id)}/scope-mappings/realm`;
    await accepted(`the roles of the client scope ${String(scope.name)}`, await ask('POST', path, mapped));
  }
};

/**
 * Brings a changed file into a realm that people already use: settings are updated in place and clients written over.
 * Roles and people who exist stay as they are: writing a role over would take it from everybody who holds it.
 */
const update = async (ask: Ask, name: string, realm: JsonObject): Promise<void> => {
  const settings = Object.fromEntries(Object.entries(realm).filter(([key]) => !importedLists.includes(key)));
  await accepted("the realm's settings", await ask('PUT', `/${name}`, settings));
  const users = listOf(realm.users);
  const accounts = users.filter((user) => user.serviceAccountClientId !== undefined);
  const people = users.filter((user) => !accounts.includes(user));
  const write = async (ifResourceExists: 'OVERWRITE' | 'SKIP', lists: JsonObject): Promise<void> => {
    await accepted('the realm file', await ask('POST', `/${name}/partialImport`, { ifResourceExists, ...lists }));
  };
  await write('SKIP', { roles: realm.roles ?? {} });
  await bringClientScopes(ask, name, realm);
  await write('OVERWRITE', { clients: realm.clients ?? [] });
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
