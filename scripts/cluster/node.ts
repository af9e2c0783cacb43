import { mkdir, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Unit } from '../stack/unit';
import type { Binaries } from './binaries';
import { type Cluster, certificate, containerdSocket, folderOf, kubeconfig, network, node } from './cluster';
import { apply, kubectl } from './kubectl';
import { processUnit } from './process-unit';

/** The kubelet wants so many open files, and may not have more than this process may. */
const openFiles = async (): Promise<number> => {
  const { stdout } = await execa('sh', ['-c', 'ulimit -Hn']);
  return stdout === 'unlimited' ? 1_000_000 : Number(stdout);
};

const kubeletConfiguration = async (cluster: Cluster): Promise<object> => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  containerRuntimeEndpoint: `unix://${containerdSocket(cluster)}`,
  cgroupDriver: 'cgroupfs',
  failCgroupV1: false,
  failSwapOn: false,
  address: node.address,
  healthzBindAddress: '127.0.0.1',
  tlsCertFile: certificate(cluster, 'kubelet-server.crt'),
  tlsPrivateKeyFile: certificate(cluster, 'kubelet-server.key'),
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: certificate(cluster, 'ca.crt') },
  },
  authorization: { mode: 'Webhook' },
  clusterDNS: [network.dns],
  clusterDomain: network.domain,
  // Empty: pods ask the cluster's own name server alone.
  resolvConf: folderOf(cluster, 'kubelet/resolv.conf'),
  podLogsDir: folderOf(cluster, 'kubelet/pod-logs'),
  volumePluginDir: folderOf(cluster, 'volume-plugins'),
  // Images cannot be pulled again, so none is ever collected.
  imageGCHighThresholdPercent: 100,
  evictionHard: {
    'memory.available': '100Mi',
    'nodefs.available': '1%',
    'imagefs.available': '1%',
    'nodefs.inodesFree': '1%',
  },
  maxOpenFiles: await openFiles(),
});

const kubelet = (cluster: Cluster, binaries: Binaries): Unit => {
  const configuration = folderOf(cluster, 'kubelet/config.json');
  return processUnit(cluster, {
    name: 'kubelet',
    ports: [10_248],
    needs: ['kube-apiserver', 'containerd'],
    prepare: async () => {
      await mkdir(folderOf(cluster, 'kubelet'), { recursive: true });
      await mkdir(folderOf(cluster, 'volume-plugins'), { recursive: true });
      await writeFile(folderOf(cluster, 'kubelet/resolv.conf'), '');
      await writeFile(configuration, JSON.stringify(await kubeletConfiguration(cluster)));
    },
    command: {
      file: binaries.kubelet,
      args: [
        `--config=${configuration}`,
        `--kubeconfig=${kubeconfig(cluster, 'kubelet')}`,
        `--root-dir=${folderOf(cluster, 'kubelet/root')}`,
        `--cert-dir=${folderOf(cluster, 'kubelet/certificates')}`,
        `--hostname-override=${node.name}`,
        `--node-ip=${node.address}`,
      ],
    },
    probe: async () => {
      const state = '{.status.conditions[?(@.type=="Ready")].status}';
      const ready = await kubectl(cluster, binaries)('get', 'node', node.name, `--output=jsonpath=${state}`);
      if (ready !== 'True') throw new Error('the node is not ready');
    },
  });
};

/** iptables mode answers NodePorts on 127.0.0.1, and there alone. */
const proxyConfiguration = (cluster: Cluster): object => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'iptables',
  clientConnection: { kubeconfig: kubeconfig(cluster, 'kube-proxy') },
  hostnameOverride: node.name,
  clusterCIDR: network.pods,
  healthzBindAddress: '127.0.0.1:10256',
  metricsBindAddress: '127.0.0.1:10249',
  conntrack: { maxPerCore: 0, min: 0 },
  iptables: { minSyncPeriod: '0s' },
  nodePortAddresses: ['127.0.0.0/8'],
});

const mayProxy = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'creneau-node-proxier' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-proxier' },
  subjects: [{ kind: 'User', name: 'system:kube-proxy', apiGroup: 'rbac.authorization.k8s.io' }],
};

const kubeProxy = (cluster: Cluster, binaries: Binaries): Unit => {
  const configuration = folderOf(cluster, 'kube-proxy/config.json');
  return processUnit(cluster, {
    name: 'kube-proxy',
    ports: [10_256, 10_249],
    needs: ['kube-apiserver'],
    prepare: async () => {
      await mkdir(folderOf(cluster, 'kube-proxy'), { recursive: true });
      await writeFile(configuration, JSON.stringify(proxyConfiguration(cluster)));
    },
    command: { file: binaries['kube-proxy'], args: [`--config=${configuration}`] },
    probe: async () => {
      const answer = await fetch('http://127.0.0.1:10256/livez', { signal: AbortSignal.timeout(2000) });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    },
    settle: async () => void (await apply(cluster, binaries, mayProxy)),
  });
};

/** What makes this machine a node. */
export const nodeUnits = (cluster: Cluster, binaries: Binaries): Unit[] => [
  kubelet(cluster, binaries),
  kubeProxy(cluster, binaries),
];
