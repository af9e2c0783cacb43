import { onEvent, type Subscription } from '@creneau/chassis';
import { MailSettled } from '@creneau/proto/notification/v1/events';
import { restoreSettled } from '../../outbound/postgres/restore-repository';
import { mailKind, settledState } from '../../use-cases/messages';

/** What this service's own facts bring back into a log restored from before them: nobody gets a mail again that went out. */
export const ownFacts = (): Subscription[] => [
  onEvent(MailSettled, async ({ data: { officeId, version, mail }, occurredAt }, tx) => {
    const [kind, state] = mail ? [mailKind(mail.kind), settledState(mail.state)] : [];
    if (!mail || !kind || !state) return;
    await restoreSettled(tx, {
      visitId: mail.visitId,
      scheduleRevision: mail.scheduleRevision,
      kind,
      officeId,
      dueAt: mail.dueAt ?? occurredAt,
      state,
      version,
      attempts: mail.attempts,
      sentAt: mail.sentAt ?? null,
    });
  }),
];
