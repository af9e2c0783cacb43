import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@creneau/chassis/testing';
import { bookSteadily, confirmed } from '../../faults/bookings';
import type { Binaries } from '../binaries';
import { type Cluster, namespace, node } from '../cluster';
import { ctr } from '../containerd';
import { helm, release, revision, upgrade } from '../install';
import { type Kubectl, kubectl } from '../kubectl';
import { stores } from '../stores';
import { giveAllBack, isWhole, loadText, underLoad } from './load';
import { mainPath, plannedVisits } from './main-path';
import { anotherTag, rolled } from './upgrades';

/** Another tag of every image, and back, while people read and book. */
export const rollOut = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const before = await revision(cluster, binaries);
  const tag = await anotherTag(cluster, `after-${before}`);
  const loaded = await underLoad(cluster, async () => {
    await sleep(5000);
    await upgrade(cluster, binaries, '--set', `image.tag=${tag}`);
    await rolled(cluster, binaries);
    await sleep(5000);
    await helm(cluster, binaries, 'rollback', release, before, '--wait', '--timeout', '5m');
    await rolled(cluster, binaries);
    await sleep(5000);
  });
  if (!isWhole(loaded)) throw new Error(loadText(loaded));
  return loadText(loaded);
};

/** The first container of a service, and how often it was started again. */
const containerOf = async (ask: Kubectl, name: string): Promise<{ id: string; restarts: number }> => {
  const selector = `--selector=app.kubernetes.io/instance=${release},app.kubernetes.io/component=${name}`;
  const found = await ask('get', 'pods', `--namespace=${namespace}`, selector, '--output=json');
  const { items } = JSON.parse(found) as {
    items: { status: { containerStatuses: { containerID: string; restartCount: number }[] } }[];
  };
  const [status] = items[0]?.status.containerStatuses ?? [];
  if (!status) throw new Error(`no pod of ${name} runs`);
  return { id: status.containerID.replace('containerd://', ''), restarts: status.restartCount };
};

/** A process each of the booking path killed without a word: what was confirmed is kept, and it is started again. */
export const killPods = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const ask = kubectl(cluster, binaries);
  const loaded = await underLoad(cluster, async () => {
    for (const name of ['booking', 'scheduling', 'gateway']) {
      await sleep(3000);
      const before = await containerOf(ask, name);
      await ctr(cluster, 'tasks', 'kill', '--signal', 'SIGKILL', before.id);
      await eventually(async () => {
        if ((await containerOf(ask, name)).restarts === before.restarts)
          throw new Error(`${name} was not started again`);
      }, 60_000);
      await rolled(cluster, binaries);
    }
  });
  if (loaded.lost > 0) throw new Error(loadText(loaded));
  return loadText(loaded);
};

const storesUp = async (cluster: Cluster, binaries: Binaries): Promise<void> => {
  for (const name of stores)
    await kubectl(
      cluster,
      binaries,
    )(...['rollout', 'status', `--namespace=${namespace}`, `statefulset/${name}`, '--timeout=300s']);
};

/** Every pod of the node taken away while people book, the stores with them, and brought back: what was confirmed is still there. */
export const drainNode = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const ask = kubectl(cluster, binaries);
  const crowd = await bookSteadily({ perSecond: 5, most: 100 });
  await sleep(5000);
  // The only node: evictions would never leave as many pods as the disruption budgets want.
  const flags = ['--disable-eviction', '--force', '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=180s'];
  const drained = ask('drain', node.name, ...flags);
  await sleep(5000);
  const attempts = await crowd.stop();
  await drained;
  await ask('uncordon', node.name);
  await storesUp(cluster, binaries);
  await rolled(cluster, binaries);
  const visits = confirmed(attempts);
  const known = await eventually(plannedVisits, 60_000);
  const lost = visits.filter((id) => !known.has(id)).length;
  await giveAllBack(attempts);
  const text = `${visits.length} visits were booked until all was gone, ${lost || 'none'} lost`;
  if (lost > 0) throw new Error(text);
  await mainPath();
  return `${text}; books again`;
};
