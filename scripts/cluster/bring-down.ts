import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { makeReporter } from '../stack/report';
import { readRunFiles, stillRuns } from '../stack/run-files';
import { type Cluster, containerdSocket, folderOf } from './cluster';
import { undoNetwork } from './machine-network';

const end = async (pid: number, signal: NodeJS.Signals): Promise<void> => {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
};

/** Those who mind containers outlive a containerd that was killed; they carry its socket among their arguments. */
const leftShims = async (cluster: Cluster): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[0]?.includes('containerd-shim') && words.includes(containerdSocket(cluster));
    } catch {
      return false;
    }
  });
};

const stopEverything = async (cluster: Cluster): Promise<void> => {
  const files = readRunFiles(cluster.settings.data).filter(stillRuns);
  const [supervisor] = files.filter(({ kind }) => kind === 'supervisor');
  if (supervisor) {
    await end(supervisor.pid, 'SIGTERM');
    while (stillRuns(supervisor)) await sleep(100);
  }
  for (const file of files) if (stillRuns(file)) await end(file.pid, 'SIGKILL');
  for (const shim of await leftShims(cluster)) await end(shim, 'SIGKILL');
};

/** Volumes, sandboxes and layers that are mounted below the data folder, the deepest first. */
const unmount = async (cluster: Cluster): Promise<void> => {
  const places = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${cluster.settings.data}/`));
  for (const place of places.sort().reverse()) await execa('umount', ['--lazy', place], { reject: false });
};

const removeControlGroups = async (): Promise<void> => {
  const roots = ['/sys/fs/cgroup', ...(await readdir('/sys/fs/cgroup')).map((name) => join('/sys/fs/cgroup', name))];
  for (const root of roots)
    for (const name of ['kubepods', 'k8s.io'])
      await execa('find', [join(root, name), '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'], { reject: false });
};

/** Takes the cluster away with all it stored, and leaves the machine as it was; the cache stays. */
export const bringDown = async (cluster: Cluster): Promise<number> => {
  const say = makeReporter().for('cluster');
  await stopEverything(cluster);
  await unmount(cluster);
  await undoNetwork(cluster);
  await removeControlGroups();
  await rm('/var/log/containers', { recursive: true, force: true });
  await rm(folderOf(cluster), { recursive: true, force: true });
  say('gone');
  return 0;
};
