import { type Call, personOf } from '@creneau/chassis';
import { z } from 'zod';
import { localeOf, type TokenClaims } from '../../domain/person';

/** What the chassis does not read of a token. */
const Payload = z.object({ iat: z.number(), locale: z.string().optional() });

/** The facts of the token that came with a call. The chassis has verified it: here it is only read. */
export const claimsOf = (call: Call): TokenClaims => {
  const person = personOf(call);
  const encoded = person.token.split('.')[1] ?? '';
  const { iat, locale } = Payload.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString()));
  return {
    id: person.id,
    login: person.login,
    lastName: person.lastName,
    firstName: person.firstName,
    email: person.email,
    emailVerified: person.emailVerified,
    locale: localeOf(locale),
    issuedAt: Temporal.Instant.fromEpochMilliseconds(iat * 1000),
  };
};
