import { join } from 'node:path';
import { loadOffices, loadPeople, officeIdOf } from '../load/index';
import type { Environment } from '../stack/environment';

/** Somebody who sends malformed requests. */
export interface Sender {
  readonly name: string;
  readonly token: string | undefined;
}

const DEMO_OFFICE = '11111111-1111-4111-8111-111111111111';
/** Loaded for this alone, so that nothing else stumbles over what a generated request has changed. */
const NUMBER = 9_000;

/** Nobody, a patient, and a practitioner with an office of her own. */
export const loadSenders = async (environment: Environment): Promise<Sender[]> => {
  const office = await fetch(`${environment.PUBLIC_URL}/api/offices/${officeIdOf(NUMBER)}`);
  // One that an earlier run has changed is as good.
  if (!office.ok) await loadOffices(environment, 1, { from: NUMBER });
  const [practitioner] = await loadPeople(environment, 1, { role: 'practitioner', from: NUMBER });
  const [patient] = await loadPeople(environment, 1, { from: NUMBER });
  return [
    { name: 'practitioner', token: practitioner?.token },
    { name: 'patient', token: patient?.token },
    { name: 'nobody', token: undefined },
  ];
};

/** More than any answer may take, and less than a hang. */
const PATIENCE_S = 15;

/**
 * What schemathesis is told about a sender. Most offices it names exist. A well-formed request may break a rule of the practice, and a
 * cancelled visit is still there to read: those two checks are left out.
 */
export const configOf = ({ token }: Sender): string => {
  const lines = {
    'continue-on-failure': true,
    'request-timeout': PATIENCE_S,
    'max-stream-events': 1,
    hooks: join(import.meta.dirname, 'checks.py'),
    'generation.no-shrink': true,
    // A busy machine is no fault of the site.
    'suppress-health-check': ['all'],
    'dictionaries.offices.values': [officeIdOf(NUMBER), DEMO_OFFICE],
    'checks.positive_data_acceptance.enabled': false,
    'checks.use_after_free.enabled': false,
    'checks.negative_data_rejection.expected-statuses': [400, 401, 403, 404, 405, 409, 413, 415, 422, 429],
  };
  return [
    ...Object.entries(lines).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
    '[parameters]',
    '"path.officeId" = { dictionary = "offices", probability = 0.7 }',
    ...(token ? ['[headers]', `Authorization = ${JSON.stringify(`Bearer ${token}`)}`] : []),
    '',
  ].join('\n');
};
