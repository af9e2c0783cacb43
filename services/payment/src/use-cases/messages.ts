import { type Due as DueMessage, DueState as DueStateMessage } from '@creneau/proto/payment/v1/messages';
import type { Due, DueState } from '../domain/due';

const STATES: Record<DueState, DueStateMessage> = {
  unpaid: DueStateMessage.UNPAID,
  paid: DueStateMessage.PAID,
  exempt: DueStateMessage.EXEMPT,
  void: DueStateMessage.VOID,
};

/** Undefined for a state that no due of ours has. */
export const dueState = (message: DueStateMessage): DueState | undefined =>
  (Object.keys(STATES) as DueState[]).find((state) => STATES[state] === message);

export const dueMessage = (due: Due): DueMessage => ({
  visitId: due.visitId,
  officeId: due.officeId,
  amountCents: due.amountCents,
  currency: due.currency,
  state: STATES[due.state],
  version: due.version,
  changedAt: due.changedAt,
});
