import { execa } from 'execa';
import { Complaint } from '../stack/complaint';
import type { Binaries } from './binaries';
import { type Cluster, folderOf, kubeconfig } from './cluster';

/** What every client of the API server needs; its caches lie in the cluster's own folder. */
export const clientEnvironment = (cluster: Cluster): Record<string, string> => ({
  KUBECONFIG: kubeconfig(cluster, 'admin'),
  KUBECACHEDIR: folderOf(cluster, 'cache/kubectl'),
  HELM_CACHE_HOME: folderOf(cluster, 'cache/helm'),
  HELM_CONFIG_HOME: folderOf(cluster, 'cache/helm-config'),
  HELM_DATA_HOME: folderOf(cluster, 'cache/helm-data'),
});

export type Kubectl = (...args: string[]) => Promise<string>;

/** Runs kubectl as the administrator; resolves to what it printed, complains with what it said. */
export const kubectl =
  (cluster: Cluster, binaries: Binaries<'kubectl'>, input?: string): Kubectl =>
  async (...args) => {
    const env = clientEnvironment(cluster);
    const result = await execa(binaries.kubectl, args, { env, reject: false, ...(input ? { input } : {}) });
    if (result.failed) throw new Complaint(`kubectl ${args.slice(0, 4).join(' ')}: ${result.stderr || result.message}`);
    return result.stdout;
  };

/** Creates or changes objects: JSON or YAML documents. */
export const apply = (
  cluster: Cluster,
  binaries: Binaries<'kubectl'>,
  ...documents: readonly (string | object)[]
): Promise<string> => {
  const texts = documents.map((document) => (typeof document === 'string' ? document : JSON.stringify(document)));
  // Separated from the first on, or documents that begin with JSON would be taken for JSON alone.
  return kubectl(cluster, binaries, texts.map((text) => `---\n${text}\n`).join(''))(
    'apply',
    '--server-side',
    '--force-conflicts',
    '-f',
    '-',
  );
};
