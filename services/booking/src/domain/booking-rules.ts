import { type AppError, forbidden, limited, unprocessable } from '@creneau/chassis';
import type { ReasonTerms } from './reason';
import type { Refusal } from './refusal';

/** What an office asks of a booking, at the moment of the booking. */
export interface BookingTerms {
  /** Mode A (B15): only patients whose verified e-mail is on the office's list. */
  listedOnly: boolean;
  emailListed: boolean;
  reason: ReasonTerms;
  secretariatPhone: string;
  tz: string;
  teleconsultationPriceCents: number;
}

/** What a person is to an office at the moment of a check, read under her lock. */
export interface Standing {
  deleted: boolean;
  banned: boolean;
  /** Visits of hers in this office that are not over, requested ones too. */
  openVisits: number;
  secretariatPhone: string;
}

/** Throws `forbidden` (email_not_listed, with the secretariat's phone). */
export const requireListed = (terms: BookingTerms): void => {
  if (!terms.listedOnly || terms.emailListed) return;
  const details = { phone: terms.secretariatPhone };
  throw forbidden('email_not_listed', "The e-mail is not on the office's list.", { details });
};

/** Throws `unprocessable` (slot_past). */
export const requireComing = (startsAt: Temporal.Instant, at: Temporal.Instant): void => {
  if (Temporal.Instant.compare(startsAt, at) <= 0) throw unprocessable('slot_past', 'The slot has begun already.');
};

/** `limited` (too_many_open_visits), if the person may have no more open visits here. */
export const lackOfRoom = (standing: Standing, maxOpenVisits: number): AppError | undefined => {
  if (standing.openVisits < maxOpenVisits) return undefined;
  const details = { limit: String(maxOpenVisits) };
  return limited('too_many_open_visits', 'Too many visits of this person are open here.', { details });
};

export const ACCOUNT_DELETED: Refusal = {
  kind: 'forbidden',
  code: 'account_deleted',
  message: 'The account was deleted.',
  details: {},
};

/** Why the person may not book here at all; checked when she asks, and again when her slot is claimed. */
export const exclusion = (standing: Pick<Standing, 'deleted' | 'banned' | 'secretariatPhone'>): Refusal | undefined => {
  if (standing.deleted) return ACCOUNT_DELETED;
  if (!standing.banned) return undefined;
  const details = { phone: standing.secretariatPhone };
  return {
    kind: 'forbidden',
    code: 'patient_banned',
    message: 'The office takes no bookings of this patient.',
    details,
  };
};
