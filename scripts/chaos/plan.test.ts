import { planOf } from './plan';

const options = {
  seed: 7,
  seconds: 300,
  offices: 20,
  patients: 50,
  perSecond: 8,
  secondsBetweenFaults: 6,
  keycloakToo: true,
  replicas: 2 as const,
};

test('the same seed plans the same operations and faults, another one others', () => {
  expect(planOf(options)).toEqual(planOf(options));
  expect(planOf({ ...options, seed: 8 })).not.toEqual(planOf(options));
});

test('the load comes at its rate, in order, from everybody and everywhere', () => {
  const { operations } = planOf(options);
  expect(operations.length / options.seconds).toBeGreaterThan(7);
  expect(operations.length / options.seconds).toBeLessThan(9);
  expect(operations.map((operation) => operation.atMs)).toEqual(
    operations.map((operation) => operation.atMs).sort((a, b) => a - b),
  );
  expect(new Set(operations.map((operation) => operation.office)).size).toBe(options.offices);
  expect(new Set(operations.map((operation) => operation.patient)).size).toBe(options.patients);
});

test('a long run strikes at everything in every way', () => {
  const { faults } = planOf({ ...options, seconds: 3_600 });
  const struck = new Set(faults.map(({ kind, target }) => `${kind} ${target}`));
  for (const name of ['gateway', 'identity', 'office-config', 'scheduling', 'booking', 'notification', 'payment'])
    expect(struck).toContain(`kill ${name}`);
  for (const name of ['postgres', 'kafka', 'redis', 'mongodb', 'keycloak']) expect(struck).toContain(`kill ${name}`);
  for (const name of [
    'stop postgres',
    'stop kafka',
    'pause scheduling',
    'pause kafka',
    'backend postgres',
    'clock clock',
  ])
    expect(struck).toContain(name);
});
