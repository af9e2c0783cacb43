import { join } from 'node:path';
import { execa } from 'execa';
import { Complaint } from '../stack/complaint';
import { type GoProgram, goProgram } from '../stack/go-program';
import type { Say } from '../stack/report';
import type { StackSettings } from '../stack/settings';
import { chartFolder } from './helm';

const kubeScore: GoProgram = {
  name: 'kube-score',
  package: 'github.com/zegl/kube-score/cmd/kube-score',
  version: 'v1.20.0',
};

const options = [
  ...['--exit-one-on-warning', '--output-format', 'ci'],
  ...['--enable-optional-test', 'container-seccomp-profile', '--enable-optional-test', 'container-ports-check'],
  // A limit of CPU throttles a process that its neighbours leave alone; requests share out what is short.
  '--ignore-container-cpu-limit',
  // A tag is a version: what it names does not change.
  ...['--ignore-test', 'container-image-pull-policy'],
  // Topology spread does the same, and leaves a cluster of two nodes its third pod.
  ...['--ignore-test', 'deployment-has-host-podantiaffinity'],
];

/** The production example as kube-score judges it. */
export const checkPolicies = async (settings: StackSettings, say: Say): Promise<void> => {
  const program = await goProgram(settings.cache, kubeScore, say);
  const file = join(chartFolder(settings), 'rendered/production.yaml');
  const { failed, all } = await execa(program, ['score', ...options, file], { reject: false, all: true });
  if (failed)
    throw new Complaint(
      all
        .split('\n')
        .filter((line) => !line.startsWith('[OK]'))
        .join('\n'),
    );
};
