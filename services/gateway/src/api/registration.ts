import * as z from 'zod';
import { endpoint } from './endpoint';
import { PersonId, PersonName } from './fields';

/** Lower case, no special characters (A1). */
const LOGIN = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;

/** Lower case, no special characters (A1). */
export const Login = z
  .string()
  .min(3)
  .max(60)
  .refine((login) => LOGIN.test(login), { params: { code: 'login_format' } })
  .meta({
    description: 'Lower-case letters and digits; dot, hyphen and underscore inside.',
    pattern: LOGIN.source,
    example: 'plisson.p',
  });

const CaptchaChallenge = z
  .object({
    algorithm: z.literal('SHA-256'),
    challenge: z.string(),
    maxnumber: z.int().meta({ description: 'The number to find is at most this.' }),
    salt: z.string().meta({ description: 'Carries the expiry as a query parameter.' }),
    signature: z.string(),
  })
  .meta({ id: 'CaptchaChallenge', description: 'An ALTCHA v1 challenge.' });

export const RegistrationRequest = z
  .object({
    lastName: PersonName,
    firstName: PersonName,
    login: Login,
    password: z
      .string()
      .min(10)
      .max(200)
      .meta({ description: 'At least 10 characters, neither the login nor the e-mail.' }),
    email: z.email().max(254),
    captcha: z.string().min(1).max(4000).meta({ description: 'Base64 of the ALTCHA answer as JSON. Good once.' }),
    locale: z.enum(['fr', 'en']).optional().meta({ description: 'Language of her mails; Accept-Language otherwise.' }),
  })
  .meta({ id: 'RegistrationRequest' });

export const getCaptcha = endpoint({
  id: 'getCaptcha',
  tag: 'Registration',
  method: 'get',
  path: '/api/captcha',
  auth: 'anonymous',
  summary: 'A fresh proof-of-work challenge',
  success: { status: 200, description: 'The challenge', schema: CaptchaChallenge },
});

export const register = endpoint({
  id: 'register',
  tag: 'Registration',
  method: 'post',
  path: '/api/registrations',
  auth: 'anonymous',
  summary: 'Register a person',
  description:
    'She can sign in at once. A link that verifies her e-mail is sent to her; only a verified e-mail counts for offices in mode A.',
  body: RegistrationRequest,
  success: {
    status: 201,
    description: 'Registered',
    schema: z.object({ personId: PersonId }).meta({ id: 'Registration' }),
  },
  problems: ['captcha_invalid', 'login_taken', 'email_taken'],
});
