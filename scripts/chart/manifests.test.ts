import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { componentLabel, type Manifest, ofKind, readRendered } from './manifests';

const root = resolve(__dirname, '../..');
const examples = readdirSync(join(root, 'charts/creneau/rendered')).map((file) => file.replace('.yaml', ''));
const services = readdirSync(join(root, 'services')).filter((name) =>
  existsSync(join(root, 'services', name, 'src/main.ts')),
);
const textOf = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const configOf = (service: string): string => textOf('services', service, 'src/config.ts');

interface Skaffold {
  readonly build: { readonly artifacts: readonly { image: string; docker: { buildArgs: { SERVICE: string } } }[] };
  readonly deploy: { readonly helm: { readonly releases: readonly { setValueTemplates: unknown }[] } };
}

/** Read by the telemetry, and by Node itself. */
const READ_ELSEWHERE = /^(OTEL_|NODE_)/;
const secrets: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgresql://somebody:secret@host/database',
  MONGODB_URL: 'mongodb://host/database',
  REDIS_URL: 'redis://host',
  SMTP_URL: 'smtp://host',
};
const anySecret = 'more than thirty-two characters, as some must be';

const componentOf = (manifest: Manifest): string => manifest.spec.template.metadata.labels[componentLabel] ?? '';

const environmentOf = (manifest: Manifest | undefined): Record<string, string> =>
  Object.fromEntries(
    (manifest?.spec.template.spec.containers[0]?.env ?? []).map(({ name, value }) => [
      name,
      value ?? secrets[name] ?? anySecret,
    ]),
  );

const environmentNow = { ...process.env };
const setEnvironment = (environment: Readonly<Record<string, string | undefined>>): void => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
};
afterEach(() => setEnvironment(environmentNow));

/** A service's own reading of an environment; throws with the names at fault. */
const readAs = (service: string, environment: Record<string, string>): void => {
  setEnvironment(environment);
  (require(join(root, 'services', service, 'src/config')) as { loadConfig: () => unknown }).loadConfig();
};

/** Whom a service calls, by the addresses that its configuration asks for. */
const calleesOf = (service: string): string[] =>
  [...configOf(service).matchAll(/([A-Z_]+)_ADDR/g)].map(([, name = '']) => name.toLowerCase().replaceAll('_', '-'));

describe.each(examples)('the example %s', (example) => {
  const manifests = readRendered(root, example);
  const deployments = new Map(ofKind(manifests, 'Deployment').map((manifest) => [componentOf(manifest), manifest]));
  const policies = ofKind(manifests, 'NetworkPolicy');

  test('runs every service, from its own image', () => {
    expect([...deployments.keys()].sort()).toEqual([...services].sort());
    for (const [service, { spec }] of deployments)
      expect(spec.template.spec.containers[0]?.image).toMatch(new RegExp(`creneau/${service}:`));
  });

  test.each(services)('gives %s all that it reads, and nothing that it does not know', (service) => {
    const environment = environmentOf(deployments.get(service));
    expect(() => readAs(service, environment)).not.toThrow();
    const known = configOf(service) + textOf('services/chassis/src/config/base-config.ts');
    const unknown = Object.keys(environment).filter((name) => !known.includes(`${name}:`));
    expect(unknown.filter((name) => !READ_ELSEWHERE.test(name))).toEqual([]);
  });

  test('gives a pod the time that its service takes to end', () => {
    for (const { spec } of deployments.values()) {
      const [container] = spec.template.spec.containers;
      const graceS = Number(container?.env.find(({ name }) => name === 'SHUTDOWN_GRACE_MS')?.value) / 1000;
      const preStopS = container?.lifecycle?.preStop.sleep.seconds ?? 0;
      expect(preStopS).toBeGreaterThanOrEqual(3);
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(preStopS + graceS);
    }
  });

  test('migrates each database before a rollout, and never in one', () => {
    const jobs = ofKind(manifests, 'Job');
    const migrating = services.filter((service) => existsSync(join(root, 'services', service, 'migrations')));
    expect(jobs.map(componentOf).sort()).toEqual(migrating.map((service) => `${service}-migrations`).sort());
    for (const { metadata, spec } of jobs) {
      expect(metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
      expect(spec.template.spec.containers[0]?.command).toContain('dist/run-migrations.js');
    }
    for (const service of migrating) {
      expect(existsSync(join(root, 'services', service, 'src/run-migrations.ts'))).toBe(true);
      expect(environmentOf(deployments.get(service)).MIGRATE_ON_START).toBe('false');
    }
  });

  test('calls reach every pod of a service', () => {
    for (const manifest of ofKind(manifests, 'Service').filter(({ metadata }) => !metadata.name.endsWith('-gateway')))
      expect(manifest.spec.clusterIP).toBe('None');
  });

  describe('its network policies', () => {
    const labelsOf = (component: string) => deployments.get(component)?.spec.template.metadata.labels ?? {};
    const selects = (selector: Record<string, string> = {}, labels: Record<string, string>): boolean =>
      Object.entries(selector).every(([key, value]) => labels[key] === value);
    const policiesOf = (component: string) =>
      policies.filter(
        ({ spec }) =>
          spec.podSelector.matchExpressions === undefined && selects(spec.podSelector.matchLabels, labelsOf(component)),
      );
    const peers = (found: readonly { podSelector?: { matchLabels?: Record<string, string> } }[] = [], other: string) =>
      found.some(({ podSelector }) => podSelector && selects(podSelector.matchLabels, labelsOf(other)));
    const grpc = ({ ports }: { ports: readonly { port: number }[] }): boolean =>
      ports.some(({ port }) => port === 50_051);
    /** Whether one may open a connection to the gRPC port of the other: both sides must admit it. */
    const mayCall = (caller: string, callee: string): boolean =>
      policiesOf(caller).some(({ spec }) => spec.egress?.some((rule) => grpc(rule) && peers(rule.to, callee))) &&
      policiesOf(callee).some(({ spec }) => spec.ingress?.some((rule) => grpc(rule) && peers(rule.from, caller)));

    test('admit the calls that services make, and no other', () => {
      const allowed = services.flatMap((caller) =>
        services.filter((callee) => mayCall(caller, callee)).map((callee) => `${caller} → ${callee}`),
      );
      expect(allowed.sort()).toEqual(
        services.flatMap((caller) => calleesOf(caller).map((callee) => `${caller} → ${callee}`)).sort(),
      );
    });

    test('select every pod of the release, migrations too, and deny both ways what no other admits', () => {
      const [deny] = policies.filter(({ spec }) => !spec.ingress && !spec.egress);
      expect(deny?.spec.policyTypes).toEqual(['Ingress', 'Egress']);
      for (const { spec } of manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'Job'))
        expect(selects(deny?.spec.podSelector.matchLabels, spec.template.metadata.labels)).toBe(true);
    });

    test.each([
      ['DATABASE_URL', 5432],
      ['MONGODB_URL', 27_017],
      ['KAFKA_BROKERS', 9092],
      ['SMTP_URL', 587],
    ])('lead to what %s names from those alone that read it', (variable, port) => {
      const readers = services.filter((service) => variable in environmentOf(deployments.get(service)));
      const reaching = services.filter((service) =>
        policiesOf(service).some(({ spec }) => spec.egress?.some(({ ports }) => ports.some((to) => to.port === port))),
      );
      expect(reaching).toEqual(readers);
    });
  });
});

test.each(services)(
  'the values of %s may set what its own configuration reads, where the chart does not',
  (service) => {
    interface Node {
      readonly properties: Record<string, Node>;
    }
    const schema = JSON.parse(textOf('charts/creneau/values.schema.json')) as Node;
    const offered = Object.keys(schema.properties.services?.properties[service]?.properties.env?.properties ?? {});
    const read = [...configOf(service).matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name);
    const environment = environmentOf(
      ofKind(readRendered(root, 'small'), 'Deployment').find((manifest) => componentOf(manifest) === service),
    );
    const isInImage = (name: string): boolean => name === 'WEB_ROOT';
    const isOfChassis = (name: string): boolean => name === 'DATABASE_CONNECTIONS';
    expect(offered.filter((name) => !isOfChassis(name)).sort()).toEqual(
      read.filter((name) => !(name in environment) && !isInImage(name)).sort(),
    );
  },
);

test('rules and dashboards speak of metrics that exist', () => {
  const source = services
    .concat('chassis')
    .flatMap((service) =>
      readdirSync(join(root, 'services', service, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => textOf('services', service, 'src', file)),
    )
    .join('\n');
  const manifests = readRendered(root, 'production');
  const told = [
    ...ofKind(manifests, 'PrometheusRule').map((rule) => JSON.stringify(rule.spec)),
    ...ofKind(manifests, 'ConfigMap').flatMap(({ data }) => Object.values(data ?? {})),
  ].join('\n');
  const named = new Set(
    [...told.matchAll(/\bcreneau_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, '')),
  );
  expect([...named].filter((name) => !source.includes(`'${name}'`))).toEqual([]);
});

test('skaffold builds every service, and gives each image to its own', () => {
  const skaffold = parse(textOf('skaffold.yaml')) as Skaffold;
  const built = skaffold.build.artifacts.map(({ image, docker }) => [image, docker.buildArgs.SERVICE]);
  expect(built.sort()).toEqual(services.map((service) => [`creneau/${service}`, service]).sort());
  const [release] = skaffold.deploy.helm.releases;
  expect(release?.setValueTemplates).toEqual(
    Object.fromEntries(
      services.map((service) => [`services.${service}.tag`, `{{.IMAGE_TAG_creneau_${service.replaceAll('-', '_')}}}`]),
    ),
  );
});

test('the production example finds the stores of k8s/ under their names', () => {
  const around = ['postgres/cluster', 'kafka/kafka', 'keycloak/keycloak', 'mongodb/mongodb'].flatMap((file) =>
    parseAllDocuments(textOf('k8s', `${file}.yaml`)).map((document) => document.toJS() as Manifest),
  );
  const nameOf = (kind: string): string | undefined => ofKind(around, kind)[0]?.metadata.name;
  const production = textOf('charts/creneau/ci/production.yaml');
  expect(production).toContain(`cnpg.io/cluster: ${nameOf('Cluster')}`);
  expect(production).toContain(`strimzi.io/cluster: ${nameOf('Kafka')}`);
  expect(production).toContain(`${nameOf('Kafka')}-kafka-bootstrap:9092`);
  expect(production).toContain(`app.kubernetes.io/instance: ${nameOf('PerconaServerMongoDB')}`);
  expect(production).toContain(`http://${nameOf('Keycloak')}-service:8080/`);
  const [realm] = ofKind(readRendered(root, 'production'), 'KeycloakRealmImport');
  expect(realm?.spec.keycloakCRName).toBe(nameOf('Keycloak'));
});

test('the runbook knows every alert, and no other', () => {
  const alerts = ofKind(readRendered(root, 'production'), 'PrometheusRule').flatMap(({ spec }) =>
    spec.groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? [])),
  );
  const headings =
    textOf('k8s/runbooks/alerts.md')
      .match(/^### .*/gm)
      ?.join(' ') ?? '';
  expect([...new Set(headings.match(/Creneau\w+/g))].sort()).toEqual([...new Set(alerts)].sort());
});
