import { givesUp, type KeycloakStep, LONGEST_WAIT, waitAfter } from './keycloak-step';

const aStep = (change: Partial<KeycloakStep> = {}): KeycloakStep => ({
  personId: 'c0de0000-0000-4000-8000-000000000001',
  kind: 'roles',
  generation: 1,
  attempts: 1,
  leasedUntil: Temporal.Instant.from('2026-11-24T10:00:00Z'),
  ...change,
});
const seconds = (attempts: number) => waitAfter(attempts).total('seconds');

test('a step waits longer after each failed run, up to a bound', () => {
  expect([1, 2, 3, 4].map(seconds)).toEqual([1, 2, 4, 8]);
  expect(seconds(1_000)).toBe(LONGEST_WAIT.total('seconds'));
});

test('a role is never given up, a mail is in the end', () => {
  expect(givesUp(aStep({ attempts: 1_000 }))).toBe(false);
  expect(givesUp(aStep({ kind: 'verification_email', attempts: 59 }))).toBe(false);
  expect(givesUp(aStep({ kind: 'verification_email', attempts: 60 }))).toBe(true);
});
