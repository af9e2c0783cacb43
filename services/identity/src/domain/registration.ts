import { z } from 'zod';
import type { Fault } from './fault';
import type { Locale } from './person';

/** What a person fills in (A1). The password goes to Keycloak and nowhere else. */
export interface Registration {
  lastName: string;
  firstName: string;
  login: string;
  password: string;
  email: string;
  locale: Locale;
}

const NAME = { max: 80 };
const LOGIN = { min: 3, max: 60, form: /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/ };
const PASSWORD = { min: 10, max: 200 };
const EMAIL_MAX = 254;
/** Keycloak refuses these in a name; they would also be markup in a mail. */
const NOT_IN_NAMES = /[<>&"$%!#?§;*~/\\|^=[\]{}()\p{Cc}]/u;
const email = z.email();

/** A registration with the blanks around names and address removed and the address in lower case. */
export const tidied = (registration: Registration): Registration => ({
  ...registration,
  lastName: oneLine(registration.lastName),
  firstName: oneLine(registration.firstName),
  email: registration.email.trim().toLowerCase(),
});

/** Every field that breaks a rule of A1, at once; empty when all is well. Expects {@link tidied} input. */
export const faultsOf = (registration: Registration): Fault[] =>
  [
    nameFault('lastName', registration.lastName),
    nameFault('firstName', registration.firstName),
    loginFault(registration.login),
    passwordFault(registration),
    emailFault(registration.email),
  ].filter((fault) => fault !== undefined);

const oneLine = (text: string): string => text.trim().replace(/ +/g, ' ');

const nameFault = (field: string, name: string): Fault | undefined => {
  if (name === '') return required(field);
  if ([...name].length > NAME.max) return tooLong(field, NAME.max);
  if (NOT_IN_NAMES.test(name)) return { field, rule: 'characters', message: 'holds a character that is in no name' };
  return undefined;
};

const loginFault = (login: string): Fault | undefined => {
  if (login === '') return required('login');
  if (login.length > LOGIN.max) return tooLong('login', LOGIN.max);
  if (login.length < LOGIN.min)
    return {
      field: 'login',
      rule: 'too_short',
      message: `must have at least ${LOGIN.min} characters`,
      limit: String(LOGIN.min),
    };
  if (!LOGIN.form.test(login))
    return {
      field: 'login',
      rule: 'login_format',
      message: 'may hold lower-case letters and digits, and dot, hyphen and underscore inside',
    };
  return undefined;
};

const passwordFault = ({ password, login, email: address }: Registration): Fault | undefined => {
  const field = 'password';
  if (password === '') return required(field);
  if ([...password].length < PASSWORD.min)
    return {
      field,
      rule: 'too_short',
      message: `must have at least ${PASSWORD.min} characters`,
      limit: String(PASSWORD.min),
    };
  if (password.length > PASSWORD.max) return tooLong(field, PASSWORD.max);
  const folded = password.toLowerCase();
  if (folded === login.toLowerCase()) return { field, rule: 'password_is_login', message: 'must not be the login' };
  if (folded === address) return { field, rule: 'password_is_email', message: 'must not be the e-mail address' };
  return undefined;
};

const emailFault = (address: string): Fault | undefined => {
  const field = 'email';
  if (address === '') return required(field);
  if (address.length > EMAIL_MAX) return tooLong(field, EMAIL_MAX);
  if (!email.safeParse(address).success) return { field, rule: 'email_format', message: 'must be an e-mail address' };
  return undefined;
};

const required = (field: string): Fault => ({ field, rule: 'required', message: 'is required' });
const tooLong = (field: string, max: number): Fault => ({
  field,
  rule: 'too_long',
  message: `must have at most ${max} characters`,
  limit: String(max),
});
