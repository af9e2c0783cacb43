import { join } from 'node:path';
import { realmEnvironment } from '../stack/environment';
import { readRealm } from '../stack/realm-file';
import { importRealm } from '../stack/realm-import';
import type { Say } from '../stack/report';
import { databaseNames, type Secrets } from '../stack/secrets';
import { services } from '../stack/services';
import type { Binaries } from './binaries';
import { type Cluster, folderOf, namespace, nodePorts } from './cluster';
import { apply, kubectl } from './kubectl';

type Data = Record<string, string>;

const secret = (name: string, stringData: Data): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace },
  stringData,
});

const databaseUrl = (secrets: Secrets, name: keyof Secrets['databases']): string =>
  `postgres://creneau_${name}:${secrets.databases[name]}@postgres:5432/creneau_${name}`;

/** What the stores of k8s/evaluation ask for. */
const storeSecrets = (secrets: Secrets): object[] => [
  secret('postgres', { password: secrets.postgres }),
  secret('postgres-databases', { ...secrets.databases }),
  secret('keycloak', { password: secrets.keycloakAdmin }),
  secret('ferretdb', { url: databaseUrl(secrets, 'ferretdb') }),
];

/** What the chart asks for: a Secret for each service, with the names of its environment as keys. */
const serviceSecrets = (secrets: Secrets): object[] =>
  services.map(({ name, needs }) => {
    const database = databaseNames.find((other) => other === name);
    const offered: Data = {
      MONGODB_URL: 'mongodb://ferretdb:27017/creneau_office_config',
      SMTP_URL: 'smtp://mail:1025',
      WEB_CLIENT_SECRET: secrets.clients.web,
      SESSION_SECRET: secrets.session,
      CAPTCHA_SECRET: secrets.captcha,
    };
    return secret(`creneau-${name}`, {
      OIDC_CLIENT_SECRET: secrets.clients[name],
      REDIS_URL: 'redis://valkey:6379',
      ...(database ? { DATABASE_URL: databaseUrl(secrets, database) } : {}),
      ...Object.fromEntries(Object.entries(offered).filter(([key]) => needs.some((need) => need === key))),
    });
  });

export const keycloakUrl = `http://127.0.0.1:${nodePorts.keycloak}`;
export const siteUrl = `http://localhost:${nodePorts.gateway}`;
export const mailUrl = `http://127.0.0.1:${nodePorts.mail}`;

/** The StatefulSets of k8s/evaluation. */
export const stores = ['postgres', 'valkey', 'kafka', 'ferretdb', 'mail', 'keycloak'] as const;

/** Keycloak's realm with the demo people, as `npm start` has it. */
const bringRealm = async (cluster: Cluster, secrets: Secrets, say: Say): Promise<void> => {
  const values = {
    ...realmEnvironment(cluster.settings, secrets),
    PUBLIC_URL: siteUrl,
    SMTP_HOST: 'mail',
    SMTP_PORT: '1025',
  };
  const administrator = { url: keycloakUrl, user: 'admin', password: secrets.keycloakAdmin };
  await importRealm(administrator, readRealm(cluster.settings.root, values), folderOf(cluster, 'realm.hash'), say);
};

/** The stores of the evaluation, up and set up. */
export const bringStores = async (cluster: Cluster, binaries: Binaries, secrets: Secrets, say: Say): Promise<void> => {
  const ask = kubectl(cluster, binaries);
  await apply(cluster, binaries, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await apply(cluster, binaries, ...storeSecrets(secrets), ...serviceSecrets(secrets));
  await ask(
    'apply',
    '--server-side',
    '--force-conflicts',
    '--kustomize',
    join(cluster.settings.root, 'k8s/evaluation'),
  );
  for (const name of stores) {
    await ask('rollout', 'status', `--namespace=${namespace}`, `statefulset/${name}`, '--timeout=180s');
    say(`${name} is ready`);
  }
  await bringRealm(cluster, secrets, say);
};
