import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { type Cluster, folderOf, node } from './cluster';
import { podChain, removalOf } from './packet-filter';

const bridge = 'cni0';

/** What Kubernetes' programs and we set; each is put back as it was. */
const sysctls = [
  'kernel.panic',
  'kernel.panic_on_oops',
  'vm.overcommit_memory',
  'net.ipv4.ip_forward',
  'net.bridge.bridge-nf-call-iptables',
  'net.ipv4.conf.all.route_localnet',
];

const attempt = (file: string, ...args: string[]) => execa(file, args, { reject: false });
const iptables = (...args: string[]) => attempt('iptables', '--wait', ...args);

const savedSysctls = (cluster: Cluster): string => folderOf(cluster, 'sysctls');

/** The node's address, forwarding, and pods that reach each other but nothing outside, as nothing outside reaches them. */
export const prepareNetwork = async (cluster: Cluster): Promise<void> => {
  await mkdir(cluster.settings.data, { recursive: true, mode: 0o755 });
  await attempt('modprobe', 'br_netfilter');
  if (!existsSync(savedSysctls(cluster))) {
    const { stdout } = await attempt('sysctl', ...sysctls);
    await writeFile(savedSysctls(cluster), stdout);
  }
  await attempt('ip', 'address', 'add', `${node.address}/32`, 'dev', 'lo');
  await attempt('sysctl', '--quiet', '--write', 'net.ipv4.ip_forward=1', 'net.bridge.bridge-nf-call-iptables=1');
  // First of all: a Docker on the same machine forwards nothing that it does not know.
  await iptables('--new-chain', podChain);
  await iptables('--flush', podChain);
  await iptables('--append', podChain, '--in-interface', bridge, '--out-interface', bridge, '--jump', 'ACCEPT');
  await iptables('--append', podChain, '--in-interface', bridge, '--jump', 'REJECT');
  await iptables('--append', podChain, '--out-interface', bridge, '--jump', 'DROP');
  if ((await iptables('--check', 'FORWARD', '--jump', podChain)).failed)
    await iptables('--insert', 'FORWARD', '1', '--jump', podChain);
};

const clearChains = async (program: 'iptables' | 'ip6tables'): Promise<void> => {
  for (const table of ['filter', 'nat', 'mangle']) {
    const { stdout, failed } = await attempt(`${program}-save`, '--table', table);
    const input = failed ? undefined : removalOf(table, stdout);
    if (input) await execa(`${program}-restore`, ['--noflush'], { input, reject: false });
  }
};

/** Leaves the machine's network as it was. */
export const undoNetwork = async (cluster: Cluster): Promise<void> => {
  await attempt('ip', 'link', 'delete', bridge);
  await attempt('ip', 'address', 'delete', `${node.address}/32`, 'dev', 'lo');
  await clearChains('iptables');
  await clearChains('ip6tables');
  const saved = savedSysctls(cluster);
  if (!existsSync(saved)) return;
  const values = readFileSync(saved, 'utf8').split('\n').filter(Boolean);
  await attempt('sysctl', '--quiet', '--write', ...values.map((line) => line.replace(' = ', '=')));
  await rm(saved);
};
