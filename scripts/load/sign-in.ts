import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Complaint } from '../stack/complaint';
import type { Environment } from '../stack/environment';
import { type Ask, accepted, asker } from '../stack/keycloak-admin';
import { administratorOf, CHEAP_HASH } from './accounts';
import { required } from './open-stores';
import type { Account } from './people-rows';

const CLIENT = 'creneau-cli';
const LIFESPAN = 'access.token.lifespan';
const REFRESH = 'use.refresh.tokens';
const AT_ONCE = 6;

/** The tokens of these people in their order: those kept from before that live long enough, the others fresh. */
export const signInAll = async (
  environment: Environment,
  accounts: readonly Account[],
  password: string,
  tokenMinutes: number,
): Promise<string[]> => {
  const kept = keptTokens(environment);
  const isGood = ({ login }: Account): boolean => secondsLeft(kept.get(login)) > tokenMinutes * 60;
  const missing = accounts.filter((account) => !isGood(account));
  if (missing.length > 0) {
    await withEasySignIn(environment, 2 * tokenMinutes * 60, () =>
      inParallel(missing, async ({ login }) => {
        kept.set(login, await passwordGrant(environment, login, password));
      }),
    );
    keepTokens(environment, kept);
  }
  return accounts.map(({ login }) => kept.get(login) ?? '');
};

const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

const passwordGrant = async (environment: Environment, username: string, password: string): Promise<string> => {
  const answer = await fetch(`${required(environment, 'OIDC_ISSUER')}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: CLIENT,
      username,
      password,
      scope: 'profile email',
    }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Complaint(`Keycloak does not sign ${username} in: ${text.slice(0, 300)}`);
  return (JSON.parse(text) as { access_token: string }).access_token;
};

const secondsLeft = (token: string | undefined): number => {
  const payload = token?.split('.')[1];
  if (!payload) return 0;
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number };
  return exp - Date.now() / 1000;
};

/**
 * While thousands sign in, Keycloak keeps their cheap hash (a policy with a better one would hash each password anew) and
 * gives the command line's tokens a longer life. Afterwards both are as they were.
 */
const withEasySignIn = async (environment: Environment, seconds: number, body: () => Promise<void>): Promise<void> => {
  const administrator = administratorOf(environment);
  const realm = (await read(await asker(administrator), '/creneau')) as { passwordPolicy?: string };
  const policy = (realm.passwordPolicy ?? '').replace(/ and hash(Algorithm|Iterations)\([^)]*\)/g, '');
  const cheap = `${policy} and hashAlgorithm(${CHEAP_HASH.algorithm}) and hashIterations(${CHEAP_HASH.hashIterations})`;
  await set(await asker(administrator), cheap, { [LIFESPAN]: String(seconds), [REFRESH]: 'false' });
  try {
    await body();
  } finally {
    await set(await asker(administrator), policy, { [LIFESPAN]: '', [REFRESH]: 'true' });
  }
};

const read = async (ask: Ask, path: string): Promise<unknown> =>
  JSON.parse(await accepted(path, await ask('GET', path)));

const set = async (ask: Ask, passwordPolicy: string, attributes: Record<string, string>): Promise<void> => {
  await accepted("the realm's policy", await ask('PUT', '/creneau', { passwordPolicy }));
  const [client] = (await read(ask, `/creneau/clients?clientId=${CLIENT}`)) as { id: string; attributes: object }[];
  if (!client) throw new Complaint(`The realm has no client ${CLIENT}.`);
  const changed = { ...client, attributes: { ...client.attributes, ...attributes } };
  await accepted('the lifetime of tokens', await ask('PUT', `/creneau/clients/${client.id}`, changed));
};

/** Beside the clock file, which lies in the stack's own folder: a wiped stack forgets them. */
const fileOf = (environment: Environment): string =>
  join(dirname(required(environment, 'CLOCK_FILE')), 'load', 'tokens.json');

const keptTokens = (environment: Environment): Map<string, string> => {
  const file = fileOf(environment);
  if (!existsSync(file)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
};

const keepTokens = (environment: Environment, tokens: ReadonlyMap<string, string>): void => {
  const file = fileOf(environment);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.part`, JSON.stringify(Object.fromEntries(tokens)), { mode: 0o600 });
  renameSync(`${file}.part`, file);
};
