/** The registration form's rules (A1). Each answers with the key of a text, or null when the value is right. */

export type RegistrationValues = {
  lastName: string;
  firstName: string;
  login: string;
  password: string;
  passwordAgain: string;
  email: string;
  emailAgain: string;
};

export type RegistrationFault =
  | 'lastName'
  | 'firstName'
  | 'loginRequired'
  | 'loginShort'
  | 'loginForm'
  | 'passwordRequired'
  | 'passwordShort'
  | 'passwordSame'
  | 'passwordRepeat'
  | 'passwordAgain'
  | 'emailRequired'
  | 'emailForm'
  | 'emailRepeat'
  | 'emailAgain';

type Rule = (values: RegistrationValues) => RegistrationFault | null;

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

export const registrationRules: Record<keyof RegistrationValues, Rule> = {
  lastName: (v) => (v.lastName.trim() ? null : 'lastName'),
  firstName: (v) => (v.firstName.trim() ? null : 'firstName'),
  login: ({ login }) => {
    const text = login.trim();
    if (!text) return 'loginRequired';
    if (text.length < 3) return 'loginShort';
    return /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(text) && text.length <= 60 ? null : 'loginForm';
  },
  password: ({ password, login, email }) => {
    if (!password) return 'passwordRequired';
    if ((login && same(password, login)) || (email && same(password, email))) return 'passwordSame';
    return password.length < 10 ? 'passwordShort' : null;
  },
  passwordAgain: (v) => {
    if (!v.passwordAgain) return 'passwordRepeat';
    return v.password === v.passwordAgain ? null : 'passwordAgain';
  },
  email: ({ email }) => {
    if (!email.trim()) return 'emailRequired';
    return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : 'emailForm';
  },
  emailAgain: (v) => {
    if (!v.emailAgain.trim()) return 'emailRepeat';
    return same(v.email, v.emailAgain) ? null : 'emailAgain';
  },
};
