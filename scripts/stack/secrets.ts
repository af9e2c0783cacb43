import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './cache';

/** Clients of Keycloak: the services, the browser's, and one of somebody else's that reads snapshots. */
const clients = [
  'web',
  'gateway',
  'identity',
  'office-config',
  'scheduling',
  'booking',
  'notification',
  'payment',
  'reader',
] as const;
const databases = ['identity', 'scheduling', 'booking', 'payment', 'notification', 'keycloak', 'ferretdb'] as const;

export type ClientName = (typeof clients)[number];
export type DatabaseName = (typeof databases)[number];

/** Random for each data folder, made once; no secret of a stack is in the repository. */
export interface Secrets {
  readonly postgres: string;
  readonly keycloakAdmin: string;
  /** Signs the gateway's session cookies. */
  readonly session: string;
  /** Signs the gateway's captcha challenges. */
  readonly captcha: string;
  /** Passwords of the databases' owners. */
  readonly databases: Readonly<Record<DatabaseName, string>>;
  /** Secrets of the Keycloak clients `creneau-<name>`. */
  readonly clients: Readonly<Record<ClientName, string>>;
}

export const databaseNames: readonly DatabaseName[] = databases;
export const clientNames: readonly ClientName[] = clients;

const fresh = (): string => randomBytes(24).toString('base64url');

const each = <K extends string>(names: readonly K[], old: Partial<Record<K, string>> | undefined): Record<K, string> =>
  Object.fromEntries(names.map((name) => [name, old?.[name] ?? fresh()])) as Record<K, string>;

/** The stack's secrets, made at the first call and kept in the data folder, readable by its owner alone. */
export const loadSecrets = async (data: string): Promise<Secrets> => {
  await mkdir(data, { recursive: true, mode: 0o755 });
  const place = join(data, 'secrets.json');
  return withLock(`${place}.lock`, async () => {
    const old = existsSync(place) ? (JSON.parse(readFileSync(place, 'utf8')) as Partial<Secrets>) : {};
    const secrets: Secrets = {
      postgres: old.postgres ?? fresh(),
      keycloakAdmin: old.keycloakAdmin ?? fresh(),
      session: old.session ?? fresh(),
      captcha: old.captcha ?? fresh(),
      databases: each(databases, old.databases),
      clients: each(clients, old.clients),
    };
    await writeFile(`${place}.part`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(`${place}.part`, place);
    return secrets;
  });
};
