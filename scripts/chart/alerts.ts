import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { Complaint } from '../stack/complaint';
import { type GoProgram, goProgram } from '../stack/go-program';
import type { Say } from '../stack/report';
import type { StackSettings } from '../stack/settings';
import { chartFolder } from './helm';
import { type Manifest, ofKind, readRendered } from './manifests';

const promtool: GoProgram = {
  name: 'promtool',
  package: 'github.com/prometheus/prometheus/cmd/promtool',
  version: 'v0.316.0',
};

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

/** What the panels of the dashboards ask, as rules, so that the same engine reads them. */
const questionsOf = (manifests: readonly Manifest[]) => {
  const dashboards = ofKind(manifests, 'ConfigMap').flatMap(({ data }) => Object.values(data ?? {}));
  const questions = dashboards
    .flatMap((text) => (JSON.parse(text) as Dashboard).panels)
    .flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')));
  return { name: 'dashboards', rules: questions.map((expr, index) => ({ record: `panel:${index}`, expr })) };
};

/**
 * Prometheus's own engine reads rules and dashboards as they are rendered, and plays the faults of `charts/creneau/tests`.
 * An alert that no drill fires is a fault too.
 */
export const checkAlerts = async (settings: StackSettings, say: Say): Promise<void> => {
  const manifests = readRendered(settings.root, 'production');
  const groups = ofKind(manifests, 'PrometheusRule').flatMap(({ spec }) => spec.groups);
  const drills = join(chartFolder(settings), 'tests');
  const files = await readdir(drills);

  const told = files.map((file) => readFileSync(join(drills, file), 'utf8')).join('\n');
  const fired = new Set([...told.matchAll(/alertname: (\w+)\n\s+exp_alerts:\n/g)].map(([, name]) => name));
  const silent = groups
    .flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []))
    .filter((name) => !fired.has(name));
  if (silent.length > 0) throw new Complaint(`No drill fires ${[...new Set(silent)].join(', ')}.`);

  const program = await goProgram(settings.cache, promtool, say);
  const folder = await mkdtemp(join(tmpdir(), 'creneau-rules-'));
  try {
    await writeFile(join(folder, 'rules.yaml'), stringify({ groups }));
    await writeFile(join(folder, 'questions.yaml'), stringify({ groups: [questionsOf(manifests)] }));
    for (const file of files) await copyFile(join(drills, file), join(folder, file));
    const run = async (...args: string[]): Promise<void> => {
      const { failed, all } = await execa(program, args, { cwd: folder, reject: false, all: true });
      if (failed) throw new Complaint(all);
    };
    await run('check', 'rules', 'rules.yaml', 'questions.yaml');
    await run('test', 'rules', ...files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
