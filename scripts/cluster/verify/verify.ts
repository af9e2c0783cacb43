import { Complaint } from '../../stack/complaint';
import { runningCommand } from '../../stack/foreground';
import { makeReporter } from '../../stack/report';
import { binaries } from '../binaries';
import type { Cluster } from '../cluster';
import { nodePorts } from '../cluster';
import { keycloakUrl, mailUrl } from '../stores';
import { drainNode, killPods, rollOut } from './disruptions';
import { mainPath } from './main-path';
import { failMigration, neverReady, startOnNewerDatabase } from './upgrades';

/** Proves on the running cluster what an installation promises, or the named parts of it; prints a verdict. Exit code 1: something does not hold. */
export const verify = async (cluster: Cluster, names: readonly string[]): Promise<number> => {
  if (!runningCommand(cluster.settings.data, 'cluster'))
    throw new Complaint('No cluster runs. "npm run cluster -- up" brings it up.');
  // Where the clients that tests use find the site.
  process.env.PUBLIC_URL = `http://127.0.0.1:${nodePorts.gateway}`;
  process.env.OIDC_ISSUER = `${keycloakUrl}/realms/creneau`;
  process.env.MAIL_URL = mailUrl;
  const report = makeReporter();
  const programs = await binaries(cluster.settings.cache, report.for('binaries'));
  const checks: Readonly<Record<string, () => Promise<string>>> = {
    'main-path': mainPath,
    rollout: () => rollOut(cluster, programs),
    'failed-migration': () => failMigration(cluster, programs),
    'unready-upgrade': () => neverReady(cluster, programs),
    'newer-database': () => startOnNewerDatabase(cluster, programs),
    'killed-pods': () => killPods(cluster, programs),
    'drained-node': () => drainNode(cluster, programs),
  };
  const unknown = names.find((name) => !checks[name]);
  if (unknown) throw new Complaint(`There is no check "${unknown}": ${Object.keys(checks).join(', ')}.`);
  const wanted = Object.entries(checks).filter(([name]) => names.length === 0 || names.includes(name));
  let failed = 0;
  for (const [name, check] of wanted) {
    report.for('verify')(name);
    try {
      console.log(`ok      ${name}: ${await check()}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(failed === 0 ? 'The cluster holds what it promises.' : `${failed} of ${wanted.length} failed.`);
  return failed === 0 ? 0 : 1;
};
