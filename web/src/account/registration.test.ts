import { type RegistrationValues, registrationRules as rules } from './registration';

const values = (changes: Partial<RegistrationValues> = {}): RegistrationValues => ({
  lastName: 'Lager',
  firstName: 'Jacques',
  login: 'jacques.lager',
  password: 'une petite phrase',
  passwordAgain: 'une petite phrase',
  email: 'jacques@exemple.fr',
  emailAgain: 'jacques@exemple.fr',
  ...changes,
});

it('finds nothing to say about a form filled well', () => {
  for (const rule of Object.values(rules)) expect(rule(values())).toBeNull();
});

it.each([
  ['', 'loginRequired'],
  ['ab', 'loginShort'],
  ['Jacques', 'loginForm'],
  ['jérôme', 'loginForm'],
  ['jacques lager', 'loginForm'],
  ['.jacques', 'loginForm'],
  ['jacques-', 'loginForm'],
])('refuses the login %p', (login, fault) => {
  expect(rules.login(values({ login }))).toBe(fault);
});

it.each([
  ['', 'passwordRequired'],
  ['court', 'passwordShort'],
  ['jacques.lager', 'passwordSame'],
  ['Jacques@Exemple.fr', 'passwordSame'],
])('refuses the password %p', (password, fault) => {
  expect(rules.password(values({ password }))).toBe(fault);
});

it('wants both copies alike, the e-mail whatever its case', () => {
  expect(rules.passwordAgain(values({ passwordAgain: 'une petite Phrase' }))).toBe('passwordAgain');
  expect(rules.passwordAgain(values({ passwordAgain: '' }))).toBe('passwordRepeat');
  expect(rules.emailAgain(values({ emailAgain: ' ' }))).toBe('emailRepeat');
  expect(rules.emailAgain(values({ emailAgain: 'jacques@exemple.com' }))).toBe('emailAgain');
  expect(rules.emailAgain(values({ emailAgain: 'Jacques@Exemple.FR ' }))).toBeNull();
});

it.each(['jacques', 'jacques@exemple', 'jac ques@exemple.fr', '@exemple.fr'])('refuses the e-mail %p', (email) => {
  expect(rules.email(values({ email }))).toBe('emailForm');
});
