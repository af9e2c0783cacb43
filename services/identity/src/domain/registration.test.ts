import fc from 'fast-check';
import { faultsOf, type Registration, tidied } from './registration';

const aRegistration = (change: Partial<Registration> = {}): Registration => ({
  lastName: 'Plisson',
  firstName: 'Patrick',
  login: 'plisson.p',
  password: 'dix lettres au moins',
  email: 'patrick@example.org',
  locale: 'fr',
  ...change,
});

const rulesOf = (change: Partial<Registration>): string[] =>
  faultsOf(tidied(aRegistration(change))).map(({ field, rule }) => `${field}: ${rule}`);

test.each([
  [{}],
  [{ lastName: 'Martin2', firstName: 'Jean-Pierre' }],
  [{ lastName: "d'Ormesson", firstName: 'Zoé' }],
  [{ login: 'docteur2' }],
  [{ login: 'load-test_17' }],
  [{ email: '  Patrick.Plisson+site@Example.ORG ' }],
  [{ lastName: 'a'.repeat(80), firstName: '1' }],
])('a registration like %j is admitted', (change) => {
  expect(rulesOf(change)).toEqual([]);
});

test.each([
  [{ lastName: '   ' }, 'lastName: required'],
  [{ firstName: 'a'.repeat(81) }, 'firstName: too_long'],
  [{ lastName: '<b>Plisson' }, 'lastName: characters'],
  [{ firstName: 'Pat\nrick' }, 'firstName: characters'],
  [{ login: '' }, 'login: required'],
  [{ login: 'ab' }, 'login: too_short'],
  [{ login: 'Plisson' }, 'login: login_format'],
  [{ login: 'hélène' }, 'login: login_format'],
  [{ login: 'with space' }, 'login: login_format'],
  [{ login: 'a@b.fr' }, 'login: login_format'],
  [{ login: '.hidden' }, 'login: login_format'],
  [{ login: 'a'.repeat(61) }, 'login: too_long'],
  [{ password: '' }, 'password: required'],
  [{ password: 'neufneuf9' }, 'password: too_short'],
  [{ login: 'patrick.plisson', password: 'Patrick.Plisson' }, 'password: password_is_login'],
  [{ password: 'PATRICK@example.org' }, 'password: password_is_email'],
  [{ password: 'x'.repeat(201) }, 'password: too_long'],
  [{ email: 'patrick' }, 'email: email_format'],
  [{ email: 'patrick@' }, 'email: email_format'],
  [{ email: '' }, 'email: required'],
  [{ email: `${'a'.repeat(250)}@a.fr` }, 'email: too_long'],
])('a registration with %j is refused: %s', (change, fault) => {
  expect(rulesOf(change)).toEqual([fault]);
});

test('every field at fault is named at once', () => {
  expect(rulesOf({ lastName: '', firstName: '', login: '', password: '', email: '' })).toHaveLength(5);
});

test('no composition rule stands against a long password of any letters', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 10, maxLength: 60, unit: 'grapheme' }), (password) => {
      fc.pre([...password].length >= 10 && password.length <= 200);
      expect(rulesOf({ password })).toEqual([]);
    }),
  );
});

test('tidying is done once: a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (lastName, email) => {
      const once = tidied(aRegistration({ lastName, email }));
      expect(tidied(once)).toEqual(once);
    }),
  );
});
