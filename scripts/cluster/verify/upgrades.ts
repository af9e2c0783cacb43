import { imageOf, serviceNames } from '../../images/build-images';
import type { Binaries } from '../binaries';
import { type Cluster, namespace } from '../cluster';
import { ctr } from '../containerd';
import { helm, release, revision, upgrade } from '../install';
import { type Kubectl, kubectl } from '../kubectl';
import { isWhole, loadText, underLoad } from './load';
import { mainPath } from './main-path';

/** Every image under another tag: to Kubernetes, another release. */
export const anotherTag = async (cluster: Cluster, tag: string): Promise<string> => {
  for (const name of serviceNames) {
    const [from, to] = [imageOf(name, 'local'), imageOf(name, tag)].map((image) => `docker.io/${image}`);
    await ctr(cluster, 'images', 'tag', '--force', String(from), String(to));
  }
  return tag;
};

/** Resolves once every service has nothing but ready pods of its newest release. */
export const rolled = async (cluster: Cluster, binaries: Binaries): Promise<void> => {
  const ask = kubectl(cluster, binaries);
  for (const name of serviceNames)
    await ask(...['rollout', 'status', `--namespace=${namespace}`, `deployment/${release}-${name}`, '--timeout=300s']);
};

/** The pods that serve, by their own ids. */
const servingPods = async (ask: Kubectl): Promise<string> => {
  const selector = `--selector=app.kubernetes.io/instance=${release},app.kubernetes.io/component in (${serviceNames.join(',')})`;
  const found = await ask('get', 'pods', `--namespace=${namespace}`, selector, '--output=json');
  const { items } = JSON.parse(found) as {
    items: { metadata: { uid: string }; status: { conditions?: { type: string; status: string }[] } }[];
  };
  const isReady = ({ status }: (typeof items)[number]): boolean =>
    status.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True') ?? false;
  return items
    .filter(isReady)
    .map(({ metadata }) => metadata.uid)
    .sort()
    .join(' ');
};

/** By booking's own client: the evaluation's PostgreSQL has none. */
const inBookingDatabase = (ask: Kubectl, sql: string): Promise<string> => {
  const script = `const client = new (require('pg').Client)({ connectionString: process.env.DATABASE_URL });
    client.connect().then(() => client.query(process.argv[1])).then(() => client.end());`;
  const inBooking = ['exec', `--namespace=${namespace}`, `deployment/${release}-booking`, '--'];
  return ask(...inBooking, 'node', '--eval', script, sql);
};

/** An upgrade that must fail for a reason while the pods of before go on serving, and the way back to the revision that ran. */
const refused = async (cluster: Cluster, binaries: Binaries, reason: RegExp, ...flags: string[]): Promise<string> => {
  const ask = kubectl(cluster, binaries);
  const [before, pods] = [await revision(cluster, binaries), await servingPods(ask)];
  let said = '';
  const loaded = await underLoad(cluster, async () => {
    await upgrade(cluster, binaries, ...flags).catch((error: Error) => {
      said = error.message;
    });
    if (!reason.test(said)) throw new Error(`the upgrade did not fail as it should: ${said || 'it went well'}`);
    if ((await servingPods(ask)) !== pods) throw new Error('pods that served were taken away');
    await helm(cluster, binaries, 'rollback', release, before, '--wait', '--timeout', '5m');
  });
  if ((await servingPods(ask)) !== pods) throw new Error('the way back changed pods that served');
  if (!isWhole(loaded)) throw new Error(loadText(loaded));
  return loadText(loaded);
};

/** A migration that fails ends the upgrade before any pod changes. */
export const failMigration = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const ask = kubectl(cluster, binaries);
  const tag = await anotherTag(cluster, 'unmigrated');
  // The first migration is made to run a second time: its tables are there.
  const [known, forgotten] = ["'0001_visits.sql'", "'forgotten'"];
  const rename = (from: string, to: string): Promise<string> =>
    inBookingDatabase(ask, `UPDATE migration SET name = ${to} WHERE owner = 'service' AND name = ${from}`);
  await rename(known, forgotten);
  try {
    return await refused(cluster, binaries, /migrations/, '--set', `image.tag=${tag},migrations.backoffLimit=0`);
  } finally {
    await rename(forgotten, known);
  }
};

/** Pods that never get ready, for a typing error that only Node itself sees, end the upgrade; those of before serve. */
export const neverReady = (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const mistyped = 'services.booking.env.NODE_OPTIONS=--max-old-space-seize=300';
  return refused(cluster, binaries, /deployment.*booking/i, '--set', mistyped, '--timeout', '60s');
};

/** The database as a newer release left it: the one of before starts on it, and books. */
export const startOnNewerDatabase = async (cluster: Cluster, binaries: Binaries): Promise<string> => {
  const ask = kubectl(cluster, binaries);
  const before = await revision(cluster, binaries);
  await inBookingDatabase(
    ask,
    `BEGIN; ALTER TABLE visit ADD COLUMN newer text; INSERT INTO migration VALUES ('service', '9999_newer.sql', 'x', now()); COMMIT`,
  );
  try {
    await upgrade(cluster, binaries, '--set', `image.tag=${await anotherTag(cluster, 'newer')}`);
    await helm(cluster, binaries, 'rollback', release, before, '--wait', '--timeout', '5m');
    await rolled(cluster, binaries);
    return await mainPath();
  } finally {
    await inBookingDatabase(
      ask,
      `BEGIN; ALTER TABLE visit DROP COLUMN newer; DELETE FROM migration WHERE name = '9999_newer.sql'; COMMIT`,
    );
  }
};
