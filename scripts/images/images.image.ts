import { eventually, freePort, stackVariable } from '@creneau/chassis/testing';
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { GenericContainer } from 'testcontainers';
import { type Service, services } from '../stack/services';

/** Longer than the slowest start on a busy machine. */
const STARTED_MS = 60_000;
const tag = stackVariable('IMAGE_TAG');

const shared = ['KAFKA_BROKERS', 'REDIS_URL', 'OIDC_ISSUER', 'PUBLIC_URL'];
const addresses = services.map(({ name }) => `${variable(name)}_ADDR`).filter((name) => name !== 'GATEWAY_ADDR');

function variable(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

const environmentOf = ({ name, needs }: Service, port: number, adminPort: number): Record<string, string> => {
  const database = process.env[`DATABASE_URL_${variable(name)}`];
  const known = Object.fromEntries([...shared, ...addresses, ...needs].map((key) => [key, stackVariable(key)]));
  return {
    ...known,
    ...(database ? { DATABASE_URL: database } : {}),
    OIDC_CLIENT_ID: `creneau-${name}`,
    OIDC_CLIENT_SECRET: stackVariable(`OIDC_SECRET_${variable(name)}`),
    [name === 'gateway' ? 'HTTP_PORT' : 'GRPC_PORT']: String(port),
    ADMIN_PORT: String(adminPort),
  };
};

const answerOf = async (url: string): Promise<string> => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: HTTP ${answer.status}`);
  return answer.text();
};

const HealthClient = makeGenericClientConstructor(healthService as never, 'health');

/** The gRPC health protocol's answer about the whole server. */
const servingStatus = (port: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const client = new HealthClient(`localhost:${port}`, credentials.createInsecure());
    client.check?.({ service: '' }, (error: ServiceError | null, answer: { status: unknown }) => {
      client.close();
      if (error) reject(error);
      else resolve(answer.status);
    });
  });

describe.each(services)('the image of $name', (service) => {
  test(
    'starts on the real stores, gets ready, answers, and ends in good order as somebody who is not root',
    async () => {
      const [port, adminPort] = [await freePort(), await freePort()];
      const container = await new GenericContainer(`creneau/${service.name}:${tag}`)
        .withNetworkMode('host')
        .withEnvironment(environmentOf(service, port, adminPort))
        .start();
      try {
        await eventually(() => answerOf(`http://localhost:${adminPort}/readyz`), STARTED_MS);
        if (service.httpPort) expect(await answerOf(`http://localhost:${port}/`)).toContain('<title>');
        else expect(await servingStatus(port)).toBe('SERVING');
        expect((await container.exec(['id', '-u'])).output.trim()).toBe('10001');
      } finally {
        await container.stop({ timeout: 20_000 });
      }
    },
    3 * STARTED_MS,
  );
});
