import { join } from 'node:path';
import { execa } from 'execa';
import { Complaint } from '../stack/complaint';
import type { Say } from '../stack/report';
import { seedOffices } from '../stack/seed';
import type { Binaries } from './binaries';
import { type Cluster, namespace } from './cluster';
import { clientEnvironment, kubectl } from './kubectl';
import { keycloakUrl, siteUrl } from './stores';

export const release = 'creneau';

export const helm = async (cluster: Cluster, binaries: Binaries, ...args: string[]): Promise<string> => {
  const result = await execa(binaries.helm, ['--namespace', namespace, ...args], {
    env: clientEnvironment(cluster),
    reject: false,
  });
  if (result.failed) throw new Complaint(`helm ${args.slice(0, 3).join(' ')}: ${result.stderr || result.message}`);
  return result.stdout;
};

/** Installs or upgrades the chart on the evaluation's stores; resolves when every pod is ready. */
export const upgrade = async (cluster: Cluster, binaries: Binaries, ...more: string[]): Promise<string> => {
  // A revision that was interrupted halfway would refuse every later one.
  const pending = `owner=helm,name=${release},status in (pending-install,pending-upgrade,pending-rollback)`;
  await kubectl(cluster, binaries)('delete', 'secrets', `--namespace=${namespace}`, `--selector=${pending}`);
  const { root } = cluster.settings;
  const values = ['--values', join(root, 'k8s/evaluation/values.yaml')];
  const wait = ['--wait', '--timeout', '5m'];
  return helm(
    cluster,
    binaries,
    ...['upgrade', '--install', release, join(root, 'charts/creneau'), ...values, ...wait, ...more],
  );
};

/** The number of the revision that runs: one that failed may have a higher one. */
export const revision = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const history = await helm(cluster, binaries, 'history', release, '--output', 'json');
  const found = (JSON.parse(history) as { revision: number; status: string }[]).find(
    ({ status }) => status === 'deployed',
  );
  return String(found?.revision);
};

/** Créneau from its chart, with the demo people and their offices. */
export const install = async (cluster: Cluster, binaries: Binaries, say: Say): Promise<void> => {
  await upgrade(cluster, binaries);
  say('the chart is installed');
  const seedPeople = ['node', '--enable-source-maps', 'dist/seed-dev.js'];
  const inIdentity = ['exec', `--namespace=${namespace}`, `deployment/${release}-identity`, '--'];
  await kubectl(cluster, binaries)(...inIdentity, ...seedPeople);
  await seedOffices(siteUrl, keycloakUrl);
  say('the demo office is there');
};
