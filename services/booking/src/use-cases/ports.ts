import type { Clock, Logger, Outbox, Person, Postgres } from '@creneau/chassis';
import type { BookingTerms } from '../domain/booking-rules';
import type { Refusal } from '../domain/refusal';
import type { Slot } from '../domain/visit';

/** A claim of a visit in scheduling. */
export interface ClaimRef {
  officeId: string;
  visitId: string;
  claimNo: number;
}

export type SlotClaim = ClaimRef & { startsAt: Temporal.Instant };

/** What booking asks of scheduling. */
export interface Scheduling {
  /** Takes the slot; the same visit and number again answer the same. Throws what ClaimSlot refuses with, or `unavailable`. */
  claim(claim: SlotClaim, deadline: Date): Promise<Slot>;
  /** Why the slot was refused to somebody a moment ago, where nothing of the office's free time changed since. */
  taken(officeId: string, startsAt: Temporal.Instant): Refusal | undefined;
  /** Frees it, or makes sure that it can never be taken. Repeating it changes nothing. */
  release(claim: ClaimRef, deadline: Date): Promise<void>;
  /** Held claims of the office that end after an instant. */
  heldClaims(officeId: string, endingAfter: Temporal.Instant): Promise<ClaimRef[]>;
}

/** What booking asks of office-config. */
export interface OfficeTerms {
  /** Throws `not_found` or `unprocessable` (office_not_configured). `verifiedEmail` is empty when she has none. */
  current(officeId: string, verifiedEmail: string, deadline: Date): Promise<BookingTerms>;
}

/** A person's names as identity has them, at a version of hers. */
export interface Names {
  lastName: string;
  firstName: string;
  version: number;
}

/** What booking asks of identity. */
export interface People {
  /**
   * Names of a person who gave her consents, at `minVersion` or later. May be ten minutes old otherwise.
   * Throws `forbidden` (consent_missing).
   */
  consenting(person: Person, minVersion: number, deadline: Date): Promise<Names>;
  /** Names by person id; unknown and deleted people are left out. */
  names(personIds: readonly string[]): Promise<ReadonlyMap<string, Names>>;
}

export interface Deps {
  postgres: Postgres;
  outbox: Outbox;
  clock: Clock;
  log: Logger;
  scheduling: Scheduling;
  terms: OfficeTerms;
  people: People;
  maxOpenVisits: number;
}
