export type StepKind = 'roles' | 'verification_email';

/** Something Keycloak has yet to be told about a person. */
export interface KeycloakStep {
  personId: string;
  kind: StepKind;
  generation: number;
  /** Runs begun, this one included. */
  attempts: number;
  /** Until when nobody else takes it. */
  leasedUntil: Temporal.Instant;
}

const FIRST_WAIT_S = 1;
const LONGEST_WAIT_S = 600;
/** About eight hours of trying. */
const MOST_MAILS_TRIED = 60;

/** How long to wait after a failed run: 1 s, 2 s, 4 s … ten minutes. */
export const waitAfter = (attempts: number): Temporal.Duration =>
  Temporal.Duration.from({ seconds: Math.min(FIRST_WAIT_S * 2 ** Math.max(0, attempts - 1), LONGEST_WAIT_S) });

/** A due time further away than any wait was set by a clock that has since been put back. */
export const LONGEST_WAIT = Temporal.Duration.from({ seconds: LONGEST_WAIT_S });

/** Roles must be right in the end; a mail that cannot be sent for hours is given up, and she may ask for another. */
export const givesUp = (step: KeycloakStep): boolean =>
  step.kind === 'verification_email' && step.attempts >= MOST_MAILS_TRIED;
