import { onEvent, type Subscription } from '@creneau/chassis';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import { restoreDue } from '../../outbound/postgres/due-repository';
import { dueState } from '../../use-cases/messages';

/** What this service's own facts bring back into a database restored from before them. */
export const ownFacts = (): Subscription[] => [
  onEvent(DueChanged, async ({ data: { due }, occurredAt }, tx) => {
    const state = due && dueState(due.state);
    if (!due || !state) return;
    await restoreDue(tx, {
      visitId: due.visitId,
      officeId: due.officeId,
      amountCents: due.amountCents,
      currency: due.currency,
      state,
      version: due.version,
      // Older than any event of the visit, which the consumer hears again.
      visitVersion: 0,
      visitCancelled: state === 'void',
      changedAt: due.changedAt ?? occurredAt,
    });
  }),
];
