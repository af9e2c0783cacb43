import type { Clock, Logger, Outbox, Postgres } from '@creneau/chassis';
import type { Letter, OfficeCard, Recipient } from '../domain/letter';
import type { VisitFacts } from '../domain/mail';

/** A visit as it stands now. Personal. */
export interface Visit extends VisitFacts {
  endsAt: Temporal.Instant;
  timeZone: string;
  teleconsultation: boolean;
  /** First name first. */
  patient: string;
}

/** Whom the sender asks, in the service's own name. A collaborator that is away throws `unavailable`. */
export interface Sources {
  /** Undefined when there is no such visit any more. */
  visit(visitId: string): Promise<Visit | undefined>;
  /** Undefined when the person is unknown or has no address. */
  recipient(personId: string): Promise<Recipient | undefined>;
  office(officeId: string): Promise<OfficeCard>;
}

export interface Mailer {
  /** Hands a letter to the mail server. Throws {@link LetterRefused}, or {@link MailServerAway} when it may work later. */
  send(letter: Letter): Promise<void>;
}

/** Thrown when the mail server will never take this letter: trying again is of no use. `code` is stable and not personal. */
export class LetterRefused extends Error {
  constructor(readonly code: string) {
    super(`the mail server refused the letter: ${code}`);
    this.name = 'LetterRefused';
  }
}

/** Thrown when the mail server does not answer, or not now. */
export class MailServerAway extends Error {
  constructor(readonly code: string) {
    super(`the mail server took nothing: ${code}`);
    this.name = 'MailServerAway';
  }
}

export interface Deps {
  postgres: Postgres;
  outbox: Outbox;
  /** The one clock: decides what is due and what is stale. */
  clock: Clock;
  /** The machine's clock: leases and pauses between attempts, which a shift of the one clock must not touch. */
  machine: Clock;
  sources: Sources;
  mailer: Mailer;
  /** How many mails leave together at the most. */
  most: number;
  /** Hears that as many were taken: there may be more for other senders. */
  onTaken: () => void;
  /** Waits, a minute at most, until so many mails may leave. */
  turn: (mails: number) => Promise<void>;
  log: Logger;
}
