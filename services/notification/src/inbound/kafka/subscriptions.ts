import { invalid, onEvent, type Subscription } from '@creneau/chassis';
import { VisitBooked, VisitCancelled, VisitMoved } from '@creneau/proto/booking/v1/events';
import type { VisitFacts as VisitFactsMessage } from '@creneau/proto/booking/v1/messages';
import { mailsOfBooking, mailsOfCancellation, mailsOfMove, type VisitFacts } from '../../domain/mail';
import { toActor, toVisitFacts } from '../../outbound/clients/visit-messages';
import type { RecordMails } from '../../use-cases/record-mails';

/** What is listened to. */
export const areas = ['booking'] as const;

/** Events only write the log; the senders work it off. */
export const subscriptions = (record: RecordMails): Subscription[] => [
  onEvent(VisitBooked, async ({ data, occurredAt }, tx) => {
    const visit = factsOf(data.visit);
    await record(tx, visit, mailsOfBooking(visit, toActor(data.by), data.visit?.bookedAt ?? occurredAt));
  }),
  onEvent(VisitMoved, async ({ data, occurredAt }, tx) => {
    const visit = factsOf(data.visit);
    await record(tx, visit, mailsOfMove(visit, toActor(data.by), occurredAt, data.previousStartsAt ?? null));
  }),
  onEvent(VisitCancelled, async ({ data, occurredAt }, tx) => {
    const visit = factsOf(data.visit);
    await record(tx, visit, mailsOfCancellation(visit, toActor(data.by), occurredAt));
  }),
];

const factsOf = (visit: VisitFactsMessage | undefined): VisitFacts => {
  if (!visit) throw invalid([{ field: 'visit', rule: 'required', message: 'is required' }]);
  return toVisitFacts(visit);
};
