import { setTimeout as sleep } from 'node:timers/promises';
import { detach, runningCommand, stayInForeground } from '../stack/foreground';
import { makeReporter } from '../stack/report';
import { loadSecrets } from '../stack/secrets';
import { startUnits } from '../stack/start-units';
import { addons } from './addons';
import { type Binaries, binaries } from './binaries';
import { type Cluster, kubeconfig, node } from './cluster';
import { containerd } from './containerd';
import { controlPlane } from './control-plane';
import { importImages, prepareImages } from './images';
import { install } from './install';
import { prepareNetwork } from './machine-network';
import { nodeUnits } from './node';
import { makeCertificates } from './pki';
import { requirements } from './requirements';
import { bringStores, mailUrl, siteUrl } from './stores';

const command = { name: 'cluster', url: '' };

/** Kubernetes itself, kept alive until somebody asks it to stop. */
export const serve = async (cluster: Cluster): Promise<number> =>
  stayInForeground(cluster.settings, command, async (supervisor, report) => {
    const programs = await binaries(cluster.settings.cache, report.for('binaries'));
    await makeCertificates(cluster);
    await prepareNetwork(cluster);
    await startUnits([...controlPlane(cluster, programs), containerd(cluster)], supervisor, report);
    // The node is ready only with the image that holds a pod's network.
    await importImages(cluster, programs, report.for('images'));
    await startUnits(nodeUnits(cluster, programs), supervisor, report);
    await addons(cluster, programs);
    report.for(node.name)('ready');
  });

const welcome = (cluster: Cluster, programs: Binaries): string => `
Créneau runs on Kubernetes at ${siteUrl}

  sign in as   docteur, secretaire (the demo office), patient, admin, docteur2, secretaire2
  password     demo-creneau
  mails        ${mailUrl}
  kubectl      KUBECONFIG=${kubeconfig(cluster, 'admin')} ${programs.kubectl} -n creneau get pods

"npm run cluster -- down" takes everything away.`;

/** From nothing to Créneau on a cluster of its own. What is there already is left as it is. */
export const bringUp = async (cluster: Cluster): Promise<number> => {
  await requirements();
  const report = makeReporter();
  const { settings } = cluster;
  const programs = await binaries(settings.cache, report.for('binaries'));
  await prepareImages(cluster, programs, report.for('images'));
  if (!runningCommand(settings.data, command.name)) {
    process.argv.splice(2, Number.POSITIVE_INFINITY, 'serve');
    await detach(settings, command.name);
  }
  // Another `up` may have begun, and been ended, before.
  while (runningCommand(settings.data, command.name)?.state === 'starting') await sleep(200);
  report.for(node.name)('ready');
  const secrets = await loadSecrets(settings.data);
  await bringStores(cluster, programs, secrets, report.for('stores'));
  await install(cluster, programs, report.for('creneau'));
  report.line(welcome(cluster, programs));
  return 0;
};
