import { unauthenticated } from '../errors/app-error';
import type { Person, Role } from './identities';
import { authorize, type Rule } from './policy';
import type { TokenVerifier } from './token-verifier';

const aPerson = (roles: Role[]): Person => ({
  id: 'p',
  login: 'p',
  lastName: '',
  firstName: '',
  email: '',
  emailVerified: true,
  roles,
  expiresAtEpochSeconds: 0,
  token: 'person',
});
/** Knows the tokens "gateway", "booking", "patient" and "secretary". */
const verifier: Pick<TokenVerifier, 'person' | 'service'> = {
  service: async (token) => {
    if (token !== 'gateway' && token !== 'booking') throw unauthenticated('bad_token', 'no');
    return token;
  },
  person: async (token) => {
    if (token !== 'patient' && token !== 'secretary') throw unauthenticated('bad_token', 'no');
    return aPerson([token]);
  },
};
const staff: Rule = { from: ['gateway'], person: ['secretary'] };

test.each<[string, Rule | undefined, string | undefined, string | undefined, string]>([
  ['an RPC without a rule', undefined, 'gateway', 'secretary', 'no_rule'],
  ['a call without a service', staff, undefined, 'secretary', 'service_token_missing'],
  ['a person’s token in its place', staff, 'secretary', 'secretary', 'bad_token'],
  ['a service the rule does not name', staff, 'booking', 'secretary', 'service_not_admitted'],
  ['a missing person', staff, 'gateway', undefined, 'person_token_missing'],
  ['a person of another role', staff, 'gateway', 'patient', 'wrong_role'],
  [
    'a bad token of a person who need not be there',
    { from: ['gateway'], person: 'anybody' },
    'gateway',
    'x',
    'bad_token',
  ],
])('%s is refused', async (_, rule, serviceToken, personToken, code) => {
  await expect(authorize(rule, { serviceToken, personToken }, verifier)).rejects.toMatchObject({ code });
});

test('a service that speaks for itself brings no person, even if it sends a token', async () => {
  const caller = await authorize(
    { from: ['booking'], person: 'nobody' },
    { serviceToken: 'booking', personToken: 'patient' },
    verifier,
  );
  expect(caller).toEqual({ service: 'booking', person: undefined });
});

test('the right pair is admitted', async () => {
  const caller = await authorize(staff, { serviceToken: 'gateway', personToken: 'secretary' }, verifier);
  expect(caller.person?.roles).toEqual(['secretary']);
});
