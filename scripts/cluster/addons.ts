import { readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries';
import { type Cluster, folderOf } from './cluster';
import { apply, kubectl } from './kubectl';

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/no-provisioner',
  reclaimPolicy: 'Retain',
};

const volume = (path: string, index: number): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `local-${index}` },
  spec: {
    capacity: { storage: '2Gi' },
    accessModes: ['ReadWriteOnce'],
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: storageClass.metadata.name,
    hostPath: { path, type: 'Directory' },
  },
});

const volumes = 6;

/** Folders of this machine as volumes; pods write them as users of their own. */
const makeVolumes = async (cluster: Cluster): Promise<object[]> => {
  const made: object[] = [storageClass];
  for (let index = 1; index <= volumes; index += 1) {
    const path = folderOf(cluster, 'volumes', String(index));
    await mkdir(path, { recursive: true });
    await chmod(path, 0o777);
    made.push(volume(path, index));
  }
  return made;
};

/** What a bare cluster lacks to run anything: names and volumes. */
export const addons = async (cluster: Cluster, binaries: Binaries): Promise<void> => {
  const coredns = readFileSync(join(import.meta.dirname, 'coredns.yaml'), 'utf8');
  await apply(cluster, binaries, coredns, ...(await makeVolumes(cluster)));
  await kubectl(cluster, binaries)(
    'rollout',
    'status',
    '--namespace=kube-system',
    'deployment/coredns',
    '--timeout=60s',
  );
};
