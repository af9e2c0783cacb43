import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { type GoProgram, goProgram } from '../stack/go-program';
import type { Say } from '../stack/report';
import { requireGo } from '../stack/tools';

/** The last minor version whose kubelet runs without asking on machines that still have cgroup v1. */
const minor = 34;
const patch = 4;
const kubernetesVersion = `v1.${minor}.${patch}`;

/** Kubernetes takes its staging modules (k8s.io/api …) from folders of its own repository; outside, each has a version of its own. */
const stagingModules = async (): Promise<string> => {
  const go = await requireGo('Kubernetes');
  const { stdout } = await execa(go, ['mod', 'download', '-json', `k8s.io/kubernetes@${kubernetesVersion}`]);
  const text = await readFile((JSON.parse(stdout) as { GoMod: string }).GoMod, 'utf8');
  const modules = new Set([...text.matchAll(/^\s*(?:replace )?(\S+) => \.\/staging/gm)].map(([, name]) => name));
  const lines = [...modules].map((name) => `\t${name} => ${name} v0.${minor}.${patch}`);
  return `replace (\n${lines.join('\n')}\n)\n`;
};

const kubernetes = (name: string): GoProgram => ({
  name,
  package: `k8s.io/kubernetes/cmd/${name}`,
  version: kubernetesVersion,
  replaces: stagingModules,
  linked: {
    'k8s.io/component-base/version.gitVersion': kubernetesVersion,
    'k8s.io/component-base/version.gitMajor': '1',
    'k8s.io/component-base/version.gitMinor': String(minor),
  },
});

const programs = {
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kubelet: kubernetes('kubelet'),
  'kube-proxy': kubernetes('kube-proxy'),
  kubectl: kubernetes('kubectl'),
  etcd: { name: 'etcd', package: 'go.etcd.io/etcd/server/v3', version: 'v3.6.16' },
  coredns: { name: 'coredns', package: 'github.com/coredns/coredns', version: 'v1.12.4' },
  helm: { name: 'helm', package: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' },
} satisfies Record<string, GoProgram>;

export type ProgramName = keyof typeof programs;
/** The path of each program. */
export type Binaries<N extends ProgramName = ProgramName> = Readonly<Record<N, string>>;

/** One program, built at its first use. */
export const binary = (cache: string, name: ProgramName, say: Say): Promise<string> =>
  goProgram(cache, programs[name], say);

/** Several, or all, one after another: building one takes every core, for seconds or for minutes. */
export const binaries = async <N extends ProgramName = ProgramName>(
  cache: string,
  say: Say,
  names: readonly N[] = Object.keys(programs) as N[],
): Promise<Binaries<N>> => {
  const built: Partial<Record<ProgramName, string>> = {};
  for (const name of names) built[name] = await binary(cache, name, say);
  return built as Binaries<N>;
};
