import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { binary } from '../cluster/binaries';
import { Complaint } from '../stack/complaint';
import type { Say } from '../stack/report';
import type { StackSettings } from '../stack/settings';

export const chartFolder = ({ root }: StackSettings): string => join(root, 'charts/creneau');

/** The examples: files of values under `ci`, each rendered under the same name. */
export const examplesOf = (settings: StackSettings): string[] =>
  readdirSync(join(chartFolder(settings), 'ci')).map((file) => file.replace(/\.yaml$/, ''));

export const valuesOf = (settings: StackSettings, example: string): string =>
  join(chartFolder(settings), 'ci', `${example}.yaml`);

/** What Helm answered: its output, or why not. */
export interface HelmAnswer {
  readonly ok: boolean;
  readonly text: string;
}

export type Helm = (...args: readonly string[]) => Promise<HelmAnswer>;

export const openHelm = async (settings: StackSettings, say: Say): Promise<Helm> => {
  const program = await binary(settings.cache, 'helm', say);
  return async (...args) => {
    const { failed, stdout, stderr } = await execa(program, args, { reject: false, stdin: 'ignore' });
    return { ok: !failed, text: failed ? `${stdout}\n${stderr}`.trim() : stdout };
  };
};

const renderAs = (release: string, helm: Helm, settings: StackSettings, ...options: string[]): Promise<HelmAnswer> =>
  helm('template', release, chartFolder(settings), '--namespace', 'creneau', ...options);

/** The manifests of a release `creneau` in the namespace `creneau`. */
export const render = (helm: Helm, settings: StackSettings, ...options: string[]): Promise<HelmAnswer> =>
  renderAs('creneau', helm, settings, ...options);

/** The manifests of an example. */
export const renderExample = async (
  helm: Helm,
  settings: StackSettings,
  example: string,
  release = 'creneau',
): Promise<string> => {
  const { ok, text } = await renderAs(release, helm, settings, '--values', valuesOf(settings, example));
  if (!ok) throw new Complaint(`The example ${example} does not render: ${text}`);
  return `${text.trim()}\n`;
};
