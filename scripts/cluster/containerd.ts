import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Unit } from '../stack/unit';
import { type Cluster, containerdSocket, folderOf, network } from './cluster';
import { processUnit } from './process-unit';

/** The image every pod's network lives in. */
export const pauseImage = 'docker.io/creneau/pause:local';

const unusedPlugins = [
  ...['aufs', 'btrfs', 'devmapper', 'zfs'].map((name) => `io.containerd.snapshotter.v1.${name}`),
  'io.containerd.internal.v1.opt',
];

/**
 * Folders and a socket of its own, so that a Docker on the same machine is not touched. `restrict_oom_score_adj`: where root may
 * not lower the score, pods would not start. cgroupfs: works with cgroup v1 and without systemd.
 */
const configuration = (cluster: Cluster): string => `version = 2
root = "${folderOf(cluster, 'containerd/root')}"
state = "${folderOf(cluster, 'containerd/state')}"
disabled_plugins = ${JSON.stringify(unusedPlugins)}

[grpc]
  address = "${containerdSocket(cluster)}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  netns_mounts_under_state_dir = true

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${folderOf(cluster, 'containerd/registries')}"

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folderOf(cluster, 'containerd/network')}"

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
        Root = "${folderOf(cluster, 'containerd/runc')}"
`;

/** Images are brought, not pulled: whatever is missing fails at once, and no request leaves the machine. */
const noRegistry = `server = "http://127.0.0.1:1"
[host."http://127.0.0.1:1"]
  capabilities = ["pull", "resolve"]
`;

const podNetwork = (cluster: Cluster): object => ({
  cniVersion: '1.0.0',
  name: 'creneau',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isDefaultGateway: true,
      ipMasq: false,
      hairpinMode: true,
      ipam: {
        type: 'host-local',
        dataDir: folderOf(cluster, 'containerd/addresses'),
        ranges: [[{ subnet: network.pods }]],
      },
    },
  ],
});

/** Runs containerd's client in the namespace that Kubernetes uses. */
export const ctr = (cluster: Cluster, ...args: string[]) =>
  execa('ctr', ['--address', containerdSocket(cluster), '--namespace', 'k8s.io', ...args], { reject: false });

const lines = (text: string | undefined): string[] => (text ?? '').split('\n').filter((line) => line !== '');

/** Ends every container: they would outlive containerd. */
const endContainers = async (cluster: Cluster): Promise<void> => {
  const tasks = async () => lines((await ctr(cluster, 'tasks', 'ls', '--quiet')).stdout);
  for (const task of await tasks()) await ctr(cluster, 'tasks', 'kill', '--signal', 'SIGKILL', task);
  await sleep(500);
  for (const task of await tasks()) await ctr(cluster, 'tasks', 'delete', '--force', task);
  for (const container of lines((await ctr(cluster, 'containers', 'ls', '--quiet')).stdout))
    await ctr(cluster, 'containers', 'delete', container);
};

/** What runs containers. */
export const containerd = (cluster: Cluster): Unit =>
  processUnit(cluster, {
    name: 'containerd',
    ports: [],
    needs: [],
    prepare: async () => {
      const folder = (name: string): string => folderOf(cluster, 'containerd', name);
      await mkdir(folder('registries/_default'), { recursive: true });
      await mkdir(folder('network'), { recursive: true });
      await writeFile(folder('config.toml'), configuration(cluster));
      await writeFile(folder('registries/_default/hosts.toml'), noRegistry);
      await writeFile(folder('network/10-creneau.conflist'), JSON.stringify(podNetwork(cluster)));
    },
    command: { file: 'containerd', args: ['--config', folderOf(cluster, 'containerd/config.toml')] },
    probe: async () => {
      const { failed, stderr } = await ctr(cluster, 'version');
      if (failed) throw new Error(stderr);
    },
    beforeStop: () => endContainers(cluster),
  });
