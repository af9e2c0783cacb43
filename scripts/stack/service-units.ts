import { join } from 'node:path';
import { launch } from './child-process';
import { serviceEnvironment } from './environment';
import type { Secrets } from './secrets';
import { processName, type Service, services, servicesOf } from './services';
import { port, type StackSettings } from './settings';
import type { Unit } from './unit';

/** A replica that says it is ready, its consumers too; one that is not says why. */
const probeReady = async (url: string): Promise<void> => {
  const answer = await fetch(`${url}/readyz?complete`, { signal: AbortSignal.timeout(3000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`HTTP ${answer.status} ${text.slice(0, 200)}`);
};

/** A service that lives; the gateway is ready only after the demo office is there, which needs a living gateway. */
const probeAlive = async (url: string): Promise<void> => {
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
};

const components = ['postgres', 'mongodb', 'keycloak', 'kafka', 'redis', 'mail'];
const behind = services.map(({ name }) => name).filter((name) => name !== 'gateway');

/** The flags that the Dockerfile gives Node. */
const asInImage = ['--expose-gc'];

const unitOf = (settings: StackSettings, secrets: Secrets, service: Service): Unit => {
  const folder = join(settings.root, 'services', service.name);
  const name = processName(service);
  const log = join(settings.data, 'logs', `${name}.log`);
  const named = [service.httpPort, service.grpcPort, service.adminPort].filter((name) => name !== undefined);
  const [first] = named;
  const base = `http://localhost:${port(settings, service.httpPort ?? service.adminPort ?? 'gateway', service.replica)}`;
  return {
    name,
    kind: 'service',
    url: service.httpPort || !first ? base : `localhost:${port(settings, first, service.replica)}`,
    ports: named.map((name) => port(settings, name, service.replica)),
    log,
    needs: service.name === 'gateway' ? [...components, ...behind] : components,
    startMs: 60_000,
    launch: () =>
      launch({
        file: process.execPath,
        args: [...asInImage, '--require', '@creneau/chassis/telemetry', 'dist/main.js'],
        cwd: folder,
        env: serviceEnvironment(settings, secrets, service),
        log,
      }),
    probe: () => (service.httpPort ? probeAlive(base) : probeReady(base)),
  };
};

/** The services of Créneau as processes of this machine. Each brings its own tables up to date when it starts. */
export const serviceUnits = (settings: StackSettings, secrets: Secrets): Unit[] =>
  servicesOf(settings).map((service) => unitOf(settings, secrets, service));
