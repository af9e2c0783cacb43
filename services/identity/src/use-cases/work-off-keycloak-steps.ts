import { AppError } from '@creneau/chassis';
import { PersonChanged } from '@creneau/proto/identity/v1/events';
import { givesUp, type KeycloakStep, waitAfter } from '../domain/keycloak-step';
import { finishStep, putOffStep, takeSteps } from '../outbound/postgres/keycloak-step-repository';
import { affiliationsOf } from '../outbound/postgres/office-repository';
import { raisePersonVersion } from '../outbound/postgres/person-repository';
import { personChanged } from './messages';
import type { Deps, GrantedRoles } from './ports';

/** Steps at work at once, so that one slow mail server holds up no role. */
const AT_ONCE = 8;

type Needs = Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'log' | 'accounts'>;

/**
 * One round: brings about in Keycloak what is due. Each step stands for itself; one that fails is put off, longer each
 * time. Answers whether there may be more to do right away.
 */
export const makeWorkOffKeycloakSteps = (d: Needs) => async (): Promise<boolean> => {
  const steps = await takeSteps(d.postgres, d.clock.now(), AT_ONCE);
  await Promise.all(steps.map((step) => run(d, step)));
  return steps.length === AT_ONCE;
};

const run = async (d: Needs, step: KeycloakStep): Promise<void> => {
  try {
    await bringAbout(d, step);
    await finishStep(d.postgres, step);
  } catch (error) {
    const about = { err: error, personId: step.personId, step: step.kind, attempts: step.attempts };
    if ((error instanceof AppError && error.kind === 'not_found') || givesUp(step)) {
      d.log.error(about, 'a step in Keycloak is given up');
      await finishStep(d.postgres, step);
    } else {
      d.log.warn(about, 'a step in Keycloak waits');
      await putOffStep(d.postgres, step, d.clock.now().add(waitAfter(step.attempts)));
    }
  }
};

const bringAbout = async (d: Needs, { kind, personId }: KeycloakStep): Promise<void> => {
  if (kind === 'verification_email') return d.accounts.sendVerificationEmail(personId);
  let roles = await rolesOf(d, personId);
  for (;;) {
    await d.accounts.setRoles(personId, roles);
    // Who was held up for longer than a lease may have undone what was brought about meanwhile: that is brought about again.
    const due = await rolesOf(d, personId);
    if (due.practitioner === roles.practitioner && due.secretary === roles.secretary) break;
    roles = due;
  }
  // Told even when nothing had to change: a run before this one may have died between the two.
  return tellOfRoles(d, personId);
};

const rolesOf = async (d: Needs, personId: string): Promise<GrantedRoles> => {
  const affiliations = await affiliationsOf(d.postgres, personId);
  const holds = (relation: string): boolean => affiliations.some((affiliation) => affiliation.relation === relation);
  return { practitioner: holds('owner'), secretary: holds('secretary') };
};

/** A role counts with the next token: whoever holds a session of hers renews it when this is told. */
const tellOfRoles = (d: Needs, personId: string): Promise<void> =>
  d.postgres.tx(async (tx) => {
    const version = await raisePersonVersion(tx, personId);
    if (version !== undefined) await d.outbox.add(tx, personId, PersonChanged, personChanged(personId, version));
  });
