import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { Complaint } from '../stack/complaint';
import type { StackSettings } from '../stack/settings';
import { chartFolder, examplesOf, type Helm, render, renderExample, valuesOf } from './helm';

const renew = 'npm run chart -- --update';

/** The realm is one file: the chart can hold none but its own, so it holds a copy. */
const realmFiles = (settings: StackSettings) => ({
  original: join(settings.root, 'services/identity/keycloak/realm.base.json'),
  copy: join(chartFolder(settings), 'files/keycloak/realm.json'),
});

const renderedFile = (settings: StackSettings, example: string): string =>
  join(chartFolder(settings), 'rendered', `${example}.yaml`);

/** Copies the realm and renders the examples anew. */
export const update = async (helm: Helm, settings: StackSettings): Promise<void> => {
  const { original, copy } = realmFiles(settings);
  await copyFile(original, copy);
  const folder = join(chartFolder(settings), 'rendered');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const example of examplesOf(settings))
    await writeFile(renderedFile(settings, example), await renderExample(helm, settings, example));
};

export const checkRealm = (settings: StackSettings): void => {
  const { original, copy } = realmFiles(settings);
  if (!readFileSync(original).equals(readFileSync(copy)))
    throw new Complaint(`The chart's realm is not the one of services/identity/keycloak: ${renew}`);
};

export const checkLint = async (helm: Helm, settings: StackSettings): Promise<void> => {
  for (const example of examplesOf(settings)) {
    const { ok, text } = await helm('lint', '--strict', chartFolder(settings), '--values', valuesOf(settings, example));
    if (!ok) throw new Complaint(text);
  }
};

export const checkRendered = async (helm: Helm, settings: StackSettings): Promise<void> => {
  for (const example of examplesOf(settings)) {
    const file = renderedFile(settings, example);
    const wanted = await renderExample(helm, settings, example);
    if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
    const { stdout } = await execa('diff', ['-u', file, '-'], { input: wanted, reject: false });
    throw new Complaint(`charts/creneau/rendered/${example}.yaml is not what the chart renders (${renew}):\n${stdout}`);
  }
};

/** What is wrong with values, and the words that say so. */
const refusals: readonly { readonly given: readonly string[]; readonly said: readonly string[] }[] = [
  { given: ['--set', 'publicUrl='], said: ['publicUrl is required'] },
  { given: ['--set', 'oidc.issuer='], said: ['oidc.issuer is required'] },
  { given: ['--set', 'kafka.brokers=null'], said: ['kafka.brokers is required'] },
  { given: ['--set', 'mail.from='], said: ['mail.from is required'] },
  { given: ['--set', 'pulbicUrl=https://rdv.example.org'], said: ['pulbicUrl'] },
  { given: ['--set', 'services.bookings.replicas=2'], said: ['/services', 'bookings'] },
  { given: ['--set', 'services.booking.replica=2'], said: ['/services/booking', 'replica'] },
  { given: ['--set', 'defaults.replicas=two'], said: ['/defaults/replicas', 'integer'] },
  { given: ['--set', 'services.booking.env.MAX_OPEN_VISITS=3'], said: ['/services/booking/env', 'MAX_OPEN_VISITS'] },
  { given: ['--set', 'secrets.booking.refs.DATABASE_ULR.name=x'], said: ['DATABASE_ULR'] },
  { given: ['--set', 'secrets.booking.refs.DATABASE_URL.name=x'], said: ['/secrets/booking', 'key'] },
  { given: ['--set', 'publicUrl=https://rdv.example.org/'], said: ['/publicUrl'] },
  { given: ['--set', 'kafka.brokers={kafka}'], said: ['/kafka/brokers/0'] },
  { given: ['--set', 'httpRoute.enabled=true'], said: ['httpRoute.parentRefs is required'] },
  { given: ['--set', 'oidc.realmImport.enabled=true'], said: ['oidc.realmImport.smtp.host is required'] },
];

/** Values that cannot work are refused before anything is installed, with the name of the key at fault. */
export const checkRefusals = async (helm: Helm, settings: StackSettings): Promise<void> => {
  for (const { given, said } of refusals) {
    const { ok, text } = await render(helm, settings, '--values', valuesOf(settings, 'small'), ...given);
    const silent = said.filter((words) => !text.includes(words));
    if (ok) throw new Complaint(`${given.join(' ')} is accepted.`);
    if (silent.length > 0) throw new Complaint(`${given.join(' ')} is refused without a word of ${silent}: ${text}`);
  }
};

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The labels that say that a pod is of this chart, and whose. */
const [application, instance] = ['app.kubernetes.io/name', 'app.kubernetes.io/instance'];

/** Every set of labels that selects pods of the chart, wherever it stands in a manifest. */
const selectorsIn = (value: unknown): Record<string, string>[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => (key === 'labels' ? [] : selectorsIn(part)));
  const labels = value as Record<string, string>;
  return labels[application] === 'creneau' ? [labels, ...inner] : inner;
};

/** Two releases beside each other, even in one namespace, share no name and select none of the other's pods. */
export const checkTwoReleases = async (helm: Helm, settings: StackSettings): Promise<void> => {
  for (const example of examplesOf(settings)) {
    const [first, second] = await Promise.all(
      ['creneau', 'second'].map(async (release) =>
        parseAllDocuments(await renderExample(helm, settings, example, release)).map(
          (document) => document.toJS() as Named,
        ),
      ),
    );
    const namesOf = (manifests: readonly Named[] = []) =>
      manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const names = new Set(namesOf(first));
    const shared = namesOf(second).filter((name) => names.has(name));
    if (shared.length > 0) throw new Complaint(`Two releases of ${example} both have ${shared.join(', ')}.`);
    const strange = (second ?? []).filter((manifest) =>
      selectorsIn(manifest).some((labels) => labels[instance] !== 'second'),
    );
    if (strange.length > 0)
      throw new Complaint(
        `Of a second release of ${example}, these select pods of any: ${namesOf(strange).join(', ')}.`,
      );
  }
};
