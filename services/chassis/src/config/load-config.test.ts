import { serviceConfig } from './base-config';
import { configLoader } from './load-config';

const complete = {
  GRPC_PORT: '50053',
  OIDC_ISSUER: 'http://localhost:8081/realms/creneau',
  OIDC_CLIENT_ID: 'creneau-scheduling',
  OIDC_CLIENT_SECRET: 'secret-value',
  KAFKA_BROKERS: 'one:9092,two:9092',
  REDIS_URL: 'redis://localhost:6379',
};

describe('the configuration', () => {
  test('is typed, with its lists split and its numbers read', () => {
    expect(configLoader(serviceConfig, complete)()).toMatchObject({
      GRPC_PORT: 50_053,
      KAFKA_BROKERS: ['one:9092', 'two:9092'],
      LOG_LEVEL: 'info',
    });
  });

  test('names every fault at once, and shows no value', () => {
    const load = configLoader(serviceConfig, {
      ...complete,
      GRPC_PORT: 'many',
      OIDC_CLIENT_SECRET: '',
      REDIS_URL: undefined,
    });
    expect(load).toThrow(/GRPC_PORT.*OIDC_CLIENT_SECRET.*REDIS_URL|REDIS_URL/);
    expect(load).not.toThrow(/secret-value|many/);
  });
});
