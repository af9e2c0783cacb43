import type { Actor, MailKey } from './mail';

export type Language = 'fr' | 'en';

/** A person a mail goes to. Personal: asked anew for each mail, kept nowhere. */
export interface Recipient {
  name: string;
  address: string;
  language: Language;
}

/** An office as its patients see it. */
export interface OfficeCard {
  officeId: string;
  ownerId: string;
  /** First name first. */
  practitioner: string;
  /** Street, then postal code and city; empty where not given. */
  address: readonly string[];
  access: string;
  phone: string;
  patientsMayCancel: boolean;
  /** Hours before the visit after which a patient may no longer cancel; 0 = up to its start. */
  cancelCutoffHours: number;
}

/** All that one mail may say. */
export interface Letter {
  key: MailKey;
  by: Actor;
  recipient: Recipient;
  /** First name first. */
  patient: string;
  office: OfficeCard;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  previousStartsAt: Temporal.Instant | null;
  timeZone: string;
  teleconsultation: boolean;
  writtenAt: Temporal.Instant;
}
