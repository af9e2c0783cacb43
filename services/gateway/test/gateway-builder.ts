import { createLogger, Health, Life, systemClock } from '@creneau/chassis';
import { freePort } from '@creneau/chassis/testing';
import { type Config, gatewayConfig } from '../src/config';
import { wire } from '../src/wiring';

/** The gateway running inside a test, on a port of its own, against the stack's own Keycloak, Redis and services. */
export interface TestGateway {
  readonly url: string;
  readonly config: Config;
  /** A request with JSON in and out. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members that other tests prove to be declared.
  readonly body: any;
}

export const openGateway = async (change: Partial<Config> = {}): Promise<TestGateway> => {
  const port = await freePort();
  const config = { ...gatewayConfig.parse({ ...environment(), HTTP_PORT: port }), ...change };
  const log = createLogger('gateway', process.env.TEST_LOG_LEVEL ?? 'fatal');
  const life = new Life(log);
  const health = new Health();
  try {
    await wire({ name: 'gateway', config, life, log, health, clock: systemClock });
  } catch (error) {
    await life.stop();
    throw error;
  }
  health.started();
  const url = `http://localhost:${port}`;
  return {
    url,
    config,
    stop: () => life.stop(),
    async call(method, path, { token, body, headers } = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
};

/** What the stack would give the gateway, from the whole environment that a test has. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  OIDC_CLIENT_ID: 'creneau-gateway',
  OIDC_CLIENT_SECRET: process.env.OIDC_SECRET_GATEWAY,
  GRPC_PORT: undefined,
  ADMIN_PORT: undefined,
});
