import { readRunFiles, stillRuns } from '../stack/run-files';
import { binaries } from './binaries';
import { type Cluster, namespace } from './cluster';
import { kubectl } from './kubectl';

/** Prints what the cluster consists of, and its pods. Exit code 1: it does not run. */
export const printStatus = async (cluster: Cluster): Promise<number> => {
  const files = readRunFiles(cluster.settings.data).filter(stillRuns);
  for (const { name, pid, state } of files) console.log(`${name.padEnd(24)} ${String(pid).padStart(8)}  ${state}`);
  if (!files.some(({ kind }) => kind === 'supervisor')) {
    console.log('No cluster runs. "npm run cluster -- up" brings it up.');
    return 1;
  }
  const programs = await binaries(cluster.settings.cache, console.error);
  const ask = kubectl(cluster, programs);
  console.log(`\n${await ask('get', 'nodes', '--output=wide')}\n`);
  console.log(await ask('get', 'pods', `--namespace=${namespace}`, '--output=wide'));
  return 0;
};
