import {
  MailKind as MailKindMessage,
  type Mail as MailMessage,
  MailState as MailStateMessage,
} from '@creneau/proto/notification/v1/messages';
import type { MailKind, MailState } from '../domain/mail';
import type { LoggedMail } from '../outbound/postgres/mail-repository';

const KINDS: Record<MailKind, MailKindMessage> = {
  confirmation: MailKindMessage.CONFIRMATION,
  reminder: MailKindMessage.REMINDER,
  moved: MailKindMessage.MOVED,
  cancelled: MailKindMessage.CANCELLED,
  office_cancelled: MailKindMessage.OFFICE_CANCELLED,
};
const STATES: Record<MailState, MailStateMessage> = {
  waiting: MailStateMessage.WAITING,
  sent: MailStateMessage.SENT,
  stale: MailStateMessage.STALE,
  failed: MailStateMessage.FAILED,
};

const keyOf = <K extends string, V>(record: Readonly<Record<K, V>>, value: V): K | undefined =>
  (Object.keys(record) as K[]).find((key) => record[key] === value);

/** Undefined for what this version does not know. */
export const mailKind = (message: MailKindMessage): MailKind | undefined => keyOf(KINDS, message);

/** Undefined for a mail that waits. */
export const settledState = (message: MailStateMessage): MailState | undefined => {
  const state = keyOf(STATES, message);
  return state === 'waiting' ? undefined : state;
};

export const mailMessage = (mail: LoggedMail): MailMessage => ({
  visitId: mail.visitId,
  scheduleRevision: mail.scheduleRevision,
  kind: KINDS[mail.kind],
  state: STATES[mail.state],
  dueAt: mail.dueAt,
  sentAt: mail.sentAt ?? undefined,
  attempts: mail.attempts,
});
