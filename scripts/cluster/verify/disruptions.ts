import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '../../images/build-images';
import type { Binaries } from '../binaries';
import { type Cluster, namespace, node } from '../cluster';
import { ctr } from '../containerd';
import { helm, release, upgrade } from '../install';
import { kubectl } from '../kubectl';
import { type Loaded, loadText, underLoad } from './load';
import { mainPath } from './main-path';

const isWhole = ({ failures, lost }: Loaded): boolean => Object.keys(failures).length === 0 && lost === 0;

const rolled = async (cluster: Cluster, binaries: Binaries): Promise<void> => {
  for (const name of serviceNames)
    await kubectl(
      cluster,
      binaries,
    )(...['rollout', 'status', `--namespace=${namespace}`, `deployment/${release}-${name}`, '--timeout=300s']);
};

/** Another tag of every image, and back, while people read and book. */
export const rollOut = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  for (const name of serviceNames)
    await ctr(cluster, 'images', 'tag', '--force', `docker.io/creneau/${name}:local`, `docker.io/creneau/${name}:next`);
  const loaded = await underLoad(cluster, async () => {
    await sleep(5000);
    await upgrade(cluster, binaries, '--set', 'image.tag=next');
    await rolled(cluster, binaries);
    await sleep(5000);
    await helm(cluster, binaries, 'rollback', release, '--wait', '--timeout', '5m');
    await rolled(cluster, binaries);
    await sleep(5000);
  });
  if (!isWhole(loaded)) throw new Error(loadText(loaded));
  return loadText(loaded);
};

/** Pods of the booking path killed without a word: what was confirmed is kept, and new pods serve. */
export const killPods = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const ask = kubectl(cluster, binaries);
  const loaded = await underLoad(cluster, async () => {
    for (const name of ['booking', 'scheduling', 'gateway']) {
      await sleep(5000);
      const selector = `--selector=app.kubernetes.io/component=${name}`;
      const pod = await ask(
        'get',
        'pods',
        `--namespace=${namespace}`,
        selector,
        '--output=jsonpath={.items[0].metadata.name}',
      );
      await ask('delete', 'pod', pod, `--namespace=${namespace}`, '--force', '--grace-period=0');
      await rolled(cluster, binaries);
    }
  });
  if (loaded.lost > 0) throw new Error(loadText(loaded));
  return loadText(loaded);
};

/** Every pod of the node taken away, the stores with them, and brought back: what was confirmed before is still there. */
export const drainNode = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const ask = kubectl(cluster, binaries);
  const loaded = await underLoad(cluster, async () => {
    await sleep(8000);
    // The only node: no eviction would ever leave as many pods as the disruption budgets want.
    const flags = ['--disable-eviction', '--force', '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=180s'];
    await ask('drain', node.name, ...flags);
    await ask('uncordon', node.name);
    for (const name of ['postgres', 'valkey', 'kafka', 'ferretdb', 'mail', 'keycloak'])
      await ask('rollout', 'status', `--namespace=${namespace}`, `statefulset/${name}`, '--timeout=300s');
    await rolled(cluster, binaries);
  });
  if (loaded.lost > 0) throw new Error(loadText(loaded));
  await mainPath();
  return `${loadText(loaded)}; books again`;
};
