import { readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { runningCommand, underSupervisor } from '../stack/foreground';
import { startUnits } from '../stack/start-units';
import { type Binaries, binaries } from './binaries';
import { type Cluster, namespace } from './cluster';
import { apiUnits } from './control-plane';
import { teachKinds } from './custom-kinds';
import { apply, clientEnvironment } from './kubectl';
import { makeCertificates } from './pki';
import { skaffoldFaults } from './skaffold-schema';

type Programs = Binaries<'etcd' | 'kube-apiserver' | 'kubectl' | 'helm'>;

/** What a cluster would be given, by where it comes from: the chart with each of its example values, the stores, the evaluation. */
const rendered = async ({ settings: { root } }: Cluster, programs: Programs): Promise<Map<string, string>> => {
  const documents = new Map<string, string>();
  const chart = join(root, 'charts/creneau');
  for (const name of await readdir(join(chart, 'ci'))) {
    const values = ['--namespace', namespace, '--values', join(chart, 'ci', name)];
    const { stdout } = await execa(programs.helm, ['template', 'creneau', chart, ...values]);
    documents.set(`charts/creneau with ci/${name}`, stdout);
  }
  for (const store of ['postgres', 'kafka', 'keycloak', 'mongodb']) {
    const folder = join(root, 'k8s', store);
    const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
    for (const file of files) documents.set(`k8s/${store}/${file}`, await readFile(join(folder, file), 'utf8'));
  }
  const { stdout } = await execa(programs.kubectl, ['kustomize', join(root, 'k8s/evaluation')]);
  return documents.set('k8s/evaluation', stdout);
};

/** Kinds that an operator brings: a bare API server cannot check them. */
const UNKNOWN_KIND = /no matches for kind "(\w+)"/g;

/** Asks the API server whether it would take these objects exactly as they are; resolves to its complaints. */
const complaints = async (cluster: Cluster, programs: Programs, text: string): Promise<string[]> => {
  const flags = ['--dry-run=server', '--validate=strict', `--namespace=${namespace}`, '--filename=-'];
  const env = clientEnvironment(cluster);
  const { stderr } = await execa(programs.kubectl, ['apply', ...flags], { env, input: text, reject: false });
  const unknown = new Set([...stderr.matchAll(UNKNOWN_KIND)].map(([, kind]) => kind));
  if (unknown.size > 0) console.log(`        not checked: ${[...unknown].join(', ')}`);
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Warning:'));
  return lines.filter((line) => !/no matches for kind|ensure CRDs are installed first/.test(line));
};

const check = async (cluster: Cluster, programs: Programs, files: readonly string[]): Promise<number> => {
  await apply(cluster, programs, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const documents = files.length === 0 ? await rendered(cluster, programs) : new Map<string, string>();
  for (const file of files) documents.set(file, await readFile(resolve(process.env.INIT_CWD ?? '', file), 'utf8'));
  let failed = 0;
  const tell = (name: string, found: readonly string[]): void => {
    console.log([`${found.length > 0 ? 'FAILED' : 'ok    '}  ${name}`, ...found].join('\n        '));
    if (found.length > 0) failed += 1;
  };
  for (const [name, text] of documents) tell(name, await complaints(cluster, programs, text));
  if (files.length === 0) tell('skaffold.yaml', await skaffoldFaults(cluster.settings.root));
  return failed === 0 ? 0 : 1;
};

/** Checks manifests strictly against a real API server: the running cluster's, else one that lives as long as the check. */
export const validate = async (running: Cluster, files: readonly string[]): Promise<number> => {
  const say = console.error;
  const programs = await binaries(running.settings.cache, say, ['etcd', 'kube-apiserver', 'kubectl', 'helm']);
  if (runningCommand(running.settings.data, 'cluster')) return check(running, programs, files);
  const data = `${running.settings.data}-validation`;
  const cluster: Cluster = { settings: { ...running.settings, data, durable: false }, apiAddress: '127.0.0.1' };
  await rm(data, { recursive: true, force: true });
  try {
    return await underSupervisor(cluster.settings, { name: 'validate', url: '' }, async (supervisor, report) => {
      await makeCertificates(cluster);
      await startUnits(apiUnits(cluster, programs), supervisor, report);
      await teachKinds(cluster, programs);
      return check(cluster, programs, files);
    });
  } finally {
    await rm(data, { recursive: true, force: true });
  }
};
