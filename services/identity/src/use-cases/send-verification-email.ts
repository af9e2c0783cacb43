import { limited, unprocessable } from '@creneau/chassis';
import type { TokenClaims } from '../domain/person';
import { dropStep } from '../outbound/postgres/keycloak-step-repository';
import { forgetVerificationSent, noteVerificationSent } from '../outbound/postgres/person-repository';
import type { Deps } from './ports';
import { makeRememberPerson } from './remember-person';

const AT_MOST_EVERY = Temporal.Duration.from({ minutes: 1 });

/**
 * Sends the link that verifies the address again. Throws `limited` (verification_sent_recently) within a minute of the
 * last one, `unprocessable` (email_already_verified), and `unavailable` when it could not be sent, which does not count.
 */
export const makeSendVerificationEmail = (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'accounts'>) => {
  const rememberPerson = makeRememberPerson(d);
  return async (claims: TokenClaims): Promise<void> => {
    const person = await rememberPerson(claims);
    if (person.emailVerified) throw unprocessable('email_already_verified', 'The address is verified already.');
    const now = d.clock.now();
    if (!(await noteVerificationSent(d.postgres, claims.id, now, now.subtract(AT_MOST_EVERY))))
      throw limited('verification_sent_recently', 'A link was sent less than a minute ago.');
    try {
      await d.accounts.sendVerificationEmail(claims.id);
    } catch (error) {
      await forgetVerificationSent(d.postgres, claims.id, now);
      throw error;
    }
    await dropStep(d.postgres, claims.id, 'verification_email');
  };
};
