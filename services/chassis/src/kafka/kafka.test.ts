import { securityOf } from './kafka';

const KAFKA_BROKERS = ['kafka:9092'];
const who = { KAFKA_USERNAME: 'creneau', KAFKA_PASSWORD: 'secret' };

test('brokers are reached as they are told to be', () => {
  expect(securityOf({ KAFKA_BROKERS })).toEqual({ ssl: false });
  expect(securityOf({ KAFKA_BROKERS, KAFKA_TLS: true })).toEqual({ ssl: true });
  expect(securityOf({ KAFKA_BROKERS, KAFKA_TLS: true, KAFKA_SASL_MECHANISM: 'scram-sha-512', ...who })).toEqual({
    ssl: true,
    sasl: { mechanism: 'scram-sha-512', username: 'creneau', password: 'secret' },
  });
});

test.each([
  { KAFKA_SASL_MECHANISM: 'plain' as const },
  { KAFKA_SASL_MECHANISM: 'plain' as const, KAFKA_USERNAME: 'creneau' },
  who,
])('half a sign-in is refused: %j', (half) => {
  expect(() => securityOf({ KAFKA_BROKERS, ...half })).toThrow('all or none');
});
