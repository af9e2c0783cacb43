import { isTaken } from '../stack/port-holder';
import type { Unit } from '../stack/unit';
import type { Binaries } from './binaries';
import { apiPort, type Cluster, certificate, folderOf, kubeconfig, network, node } from './cluster';
import { kubectl } from './kubectl';
import { flags, probeHealth, processUnit } from './process-unit';

const etcdUrl = 'https://127.0.0.1:12379';
const etcdPeerUrl = 'http://127.0.0.1:12380';

const etcd = (cluster: Cluster, binaries: Binaries<'etcd'>): Unit =>
  processUnit(cluster, {
    name: 'etcd',
    ports: [12_379, 12_380],
    needs: [],
    command: {
      file: binaries.etcd,
      args: [
        ...flags({
          name: node.name,
          'data-dir': folderOf(cluster, 'etcd'),
          'listen-client-urls': etcdUrl,
          'advertise-client-urls': etcdUrl,
          'listen-peer-urls': etcdPeerUrl,
          'initial-advertise-peer-urls': etcdPeerUrl,
          'initial-cluster': `${node.name}=${etcdPeerUrl}`,
          'trusted-ca-file': certificate(cluster, 'ca.crt'),
          'cert-file': certificate(cluster, 'etcd.crt'),
          'key-file': certificate(cluster, 'etcd.key'),
        }),
        '--client-cert-auth',
        // A cluster to try things on need not survive a power cut.
        '--unsafe-no-fsync',
      ],
    },
    probe: async () => {
      if (!(await isTaken(12_379))) throw new Error('no answer');
    },
  });

const apiserver = (cluster: Cluster, binaries: Binaries<'kube-apiserver' | 'kubectl'>): Unit => {
  const pair = (name: string, prefix: string, names = ['cert-file', 'key-file']) => ({
    [`${prefix}-${names[0]}`]: certificate(cluster, `${name}.crt`),
    [`${prefix}-${names[1]}`]: certificate(cluster, `${name}.key`),
  });
  return processUnit(cluster, {
    name: 'kube-apiserver',
    ports: [],
    needs: ['etcd'],
    command: {
      file: binaries['kube-apiserver'],
      args: flags({
        'bind-address': cluster.apiAddress,
        'secure-port': apiPort,
        'advertise-address': node.address,
        'etcd-servers': etcdUrl,
        'etcd-cafile': certificate(cluster, 'ca.crt'),
        ...pair('etcd-client', 'etcd', ['certfile', 'keyfile']),
        ...pair('apiserver', 'tls', ['cert-file', 'private-key-file']),
        'client-ca-file': certificate(cluster, 'ca.crt'),
        ...pair('kubelet-client', 'kubelet-client', ['certificate', 'key']),
        'kubelet-certificate-authority': certificate(cluster, 'ca.crt'),
        'kubelet-preferred-address-types': 'InternalIP',
        'service-account-issuer': `https://kubernetes.default.svc.${network.domain}`,
        'service-account-key-file': certificate(cluster, 'service-account.pub'),
        'service-account-signing-key-file': certificate(cluster, 'service-account.key'),
        'service-cluster-ip-range': network.services,
        'authorization-mode': 'Node,RBAC',
        'enable-admission-plugins': 'NodeRestriction',
        'allow-privileged': true,
        'requestheader-client-ca-file': certificate(cluster, 'ca.crt'),
        'requestheader-allowed-names': 'front-proxy-client',
        'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
        'requestheader-group-headers': 'X-Remote-Group',
        'requestheader-username-headers': 'X-Remote-User',
        ...pair('front-proxy-client', 'proxy-client'),
        'enable-aggregator-routing': true,
        profiling: false,
      }),
    },
    probe: async () => void (await kubectl(cluster, binaries)('get', '--raw', '/readyz')),
  });
};

const controllerManager = (cluster: Cluster, binaries: Binaries): Unit => {
  const config = kubeconfig(cluster, 'kube-controller-manager');
  return processUnit(cluster, {
    name: 'kube-controller-manager',
    ports: [10_257],
    needs: ['kube-apiserver'],
    command: {
      file: binaries['kube-controller-manager'],
      args: flags({
        kubeconfig: config,
        'authentication-kubeconfig': config,
        'authorization-kubeconfig': config,
        'bind-address': '127.0.0.1',
        'use-service-account-credentials': true,
        'service-account-private-key-file': certificate(cluster, 'service-account.key'),
        'root-ca-file': certificate(cluster, 'ca.crt'),
        'cluster-signing-cert-file': certificate(cluster, 'ca.crt'),
        'cluster-signing-key-file': certificate(cluster, 'ca.key'),
        'service-cluster-ip-range': network.services,
        'allocate-node-cidrs': true,
        'cluster-cidr': network.pods,
        'node-cidr-mask-size': 24,
        'leader-elect': false,
        'pvclaimbinder-sync-period': '1s',
        'flex-volume-plugin-dir': folderOf(cluster, 'volume-plugins'),
        profiling: false,
      }),
    },
    probe: () => probeHealth('https://127.0.0.1:10257/healthz'),
  });
};

const scheduler = (cluster: Cluster, binaries: Binaries): Unit => {
  const config = kubeconfig(cluster, 'kube-scheduler');
  return processUnit(cluster, {
    name: 'kube-scheduler',
    ports: [10_259],
    needs: ['kube-apiserver'],
    command: {
      file: binaries['kube-scheduler'],
      args: flags({
        kubeconfig: config,
        'authentication-kubeconfig': config,
        'authorization-kubeconfig': config,
        'bind-address': '127.0.0.1',
        'leader-elect': false,
        profiling: false,
      }),
    },
    probe: () => probeHealth('https://127.0.0.1:10259/healthz'),
  });
};

/** etcd and the API server alone take, check and keep objects. */
export const apiUnits = (cluster: Cluster, binaries: Binaries<'etcd' | 'kube-apiserver' | 'kubectl'>): Unit[] =>
  [etcd, apiserver].map((unit) => unit(cluster, binaries));

/** With the controllers and the scheduler. */
export const controlPlane = (cluster: Cluster, binaries: Binaries): Unit[] => [
  ...apiUnits(cluster, binaries),
  ...[controllerManager, scheduler].map((unit) => unit(cluster, binaries)),
];
