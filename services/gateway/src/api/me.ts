import * as z from 'zod';
import { endpoint } from './endpoint';
import { LocalDate, OfficeId, PersonId, UtcInstant } from './fields';
import { OfficeSummary } from './offices';

/** Version of the consent text on show (A3). A new text gets a new version, and everybody is asked again. */
export const TERMS_VERSION = '2026-11';

const Relation = z.enum(['owner', 'secretary']);

export const Consents = z
  .object({
    termsVersion: z.string(),
    acceptedAt: UtcInstant,
    birthDate: LocalDate.nullable(),
    postalCode: z.string().nullable(),
    city: z.string().nullable(),
  })
  .meta({ id: 'Consents' });

export const Me = z
  .object({
    id: PersonId,
    login: z.string(),
    lastName: z.string(),
    firstName: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    locale: z.string(),
    roles: z.array(z.enum(['patient', 'secretary', 'practitioner', 'admin'])),
    consents: Consents.nullable().meta({ description: 'null until given: booking needs them.' }),
    termsVersion: z.string().meta({ description: 'The version of the text to agree to now.', example: TERMS_VERSION }),
    affiliations: z.array(z.object({ officeId: OfficeId, relation: Relation })),
  })
  .meta({ id: 'Me' });

const Session = z
  // No discriminator: OpenAPI's is for texts alone.
  .union([
    z.object({ signedIn: z.literal(false) }).meta({ id: 'SessionSignedOut' }),
    z.object({ signedIn: z.literal(true), me: Me }).meta({ id: 'SessionSignedIn' }),
  ])
  .meta({ id: 'Session' });

const MyOffice = OfficeSummary.extend({ relation: Relation }).meta({ id: 'MyOffice' });

export const getSession = endpoint({
  id: 'getSession',
  tag: 'Me',
  method: 'get',
  path: '/api/session',
  auth: 'anonymous',
  summary: 'Who am I, if anybody',
  description:
    'Never 401: a page asks it first. Sign-in starts at /auth/login?returnTo=/path, sign-out is POST /auth/logout.',
  success: { status: 200, description: 'Signed in or not', schema: Session },
});

export const getMe = endpoint({
  id: 'getMe',
  tag: 'Me',
  method: 'get',
  path: '/api/me',
  auth: 'signed-in',
  summary: 'The person behind the token',
  success: { status: 200, description: 'The person', schema: Me },
});

export const putConsents = endpoint({
  id: 'putConsents',
  tag: 'Me',
  method: 'put',
  path: '/api/me/consents',
  auth: 'signed-in',
  summary: 'Agree to the terms (GDPR), with what one chooses to add',
  body: z
    .object({
      terms: z
        .union([z.literal(true), z.string().min(1).max(40)])
        .meta({ description: 'true, or the version of the text that was shown.', example: true }),
      birthDate: LocalDate.nullish(),
      postalCode: z.string().trim().max(10).nullish(),
      city: z.string().trim().max(100).nullish(),
    })
    .meta({ id: 'ConsentsRequest' }),
  success: { status: 200, description: 'Recorded', schema: Consents },
});

export const sendVerificationEmail = endpoint({
  id: 'sendVerificationEmail',
  tag: 'Me',
  method: 'post',
  path: '/api/me/verification-email',
  auth: 'signed-in',
  summary: 'Send the link that verifies my e-mail again',
  success: { status: 202, description: 'On its way' },
  problems: ['verification_sent_recently', 'email_already_verified'],
});

export const listMyOffices = endpoint({
  id: 'listMyOffices',
  tag: 'Me',
  method: 'get',
  path: '/api/me/offices',
  auth: 'signed-in',
  summary: 'The offices I own or work for',
  success: {
    status: 200,
    description: 'My offices',
    schema: z.object({ offices: z.array(MyOffice) }).meta({ id: 'MyOffices' }),
  },
});
