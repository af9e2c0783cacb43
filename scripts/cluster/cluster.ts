import { join } from 'node:path';
import { readSettings, type StackSettings } from '../stack/settings';

/** The one node. Its address is added to the loopback device: nothing outside this machine can reach it. */
export const node = { name: 'node1', address: '10.250.0.1' } as const;

/** What one cluster of one machine is. There is one at a time: its addresses and its network are the machine's. */
export interface Cluster {
  /** The clone, the cache, and a data folder of the cluster's own, which `down` removes. */
  readonly settings: StackSettings;
  /** Where the API server listens. */
  readonly apiAddress: string;
}

export const readCluster = (): Cluster => {
  const settings = readSettings();
  return { settings: { ...settings, data: `${settings.data}-cluster` }, apiAddress: node.address };
};

export const network = {
  pods: '10.244.0.0/24',
  services: '10.96.0.0/16',
  api: '10.96.0.1',
  dns: '10.96.0.10',
  domain: 'cluster.local',
} as const;

export const apiPort = 6443;

/** Ports on 127.0.0.1 that lead into the cluster. */
export const nodePorts = { gateway: 30_080, keycloak: 30_081, mail: 30_082 } as const;

/** Where our objects live. */
export const namespace = 'creneau';

export const folderOf = ({ settings }: Cluster, ...names: string[]): string => join(settings.data, ...names);
export const logOf = (cluster: Cluster, name: string): string => folderOf(cluster, 'logs', `${name}.log`);
export const certificate = (cluster: Cluster, name: string): string => folderOf(cluster, 'pki', name);
export const kubeconfig = (cluster: Cluster, user: string): string => folderOf(cluster, 'kubeconfig', `${user}.yaml`);
export const containerdSocket = (cluster: Cluster): string => folderOf(cluster, 'containerd/containerd.sock');
