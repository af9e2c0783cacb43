import type { Outbox, Tx } from '@creneau/chassis';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import type { Due } from '../domain/due';
import { noteChange } from '../outbound/postgres/due-repository';
import { dueMessage } from './messages';

/** Notes a change of a due with its author and tells it, in the transaction that made it. */
export const tellChange = async (tx: Tx, outbox: Outbox, due: Due, changedBy: string | null): Promise<void> => {
  await noteChange(tx, due, changedBy);
  await outbox.add(tx, due.officeId, DueChanged, {
    officeId: due.officeId,
    version: due.version,
    due: dueMessage(due),
  });
};
