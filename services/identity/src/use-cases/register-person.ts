import { invalid } from '@creneau/chassis';
import { PersonChanged } from '@creneau/proto/identity/v1/events';
import type { PersonFacts } from '../domain/person';
import { faultsOf, type Registration, tidied } from '../domain/registration';
import { requestStep } from '../outbound/postgres/keycloak-step-repository';
import { noteVerificationSent } from '../outbound/postgres/person-repository';
import { personChanged } from './messages';
import type { Deps } from './ports';
import { savePersonFacts } from './remember-person';

/**
 * Registers a person (A1) and answers her id. The account is made in Keycloak first, which decides who has a login or an
 * address; our row follows, and where it cannot be written, the first sign-in writes it. The link that verifies the
 * address is a step of its own, tried again until it is sent: a mail that fails loses no registration.
 * Throws `invalid` with every field at fault, `already_exists` (login_taken, email_taken, the fields named).
 */
export const makeRegisterPerson =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'log' | 'accounts' | 'nudgeSteps'>) =>
  async (given: Registration): Promise<string> => {
    const registration = tidied(given);
    const faults = faultsOf(registration);
    if (faults.length > 0) throw invalid(faults);

    const id = await d.accounts.create(registration);
    const { login, lastName, firstName, email, locale } = registration;
    try {
      await writeRow(d, { id, login, lastName, firstName, email, emailVerified: false, locale });
    } catch (error) {
      d.log.error({ err: error, personId: id }, 'a registration is in Keycloak alone until the first sign-in');
    }
    return id;
  };

const writeRow = (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'nudgeSteps'>, facts: PersonFacts): Promise<void> =>
  d.postgres.tx(async (tx) => {
    const now = d.clock.now();
    const version = await savePersonFacts(tx, facts, null);
    await noteVerificationSent(tx, facts.id, now, now);
    await requestStep(tx, facts.id, 'verification_email', now);
    tx.afterCommit(d.nudgeSteps);
    if (version !== undefined) await d.outbox.add(tx, facts.id, PersonChanged, personChanged(facts.id, version));
  });
