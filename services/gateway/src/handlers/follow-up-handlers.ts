import { MailKind, type Mail as MailMessage, MailState } from '@creneau/proto/notification/v1/messages';
import { DueState } from '@creneau/proto/payment/v1/messages';
import type * as z from 'zod';
import { listMails, type Mail, putPayment } from '../api/appointments';
import { type HandlerContext, type Route, route } from '../http/router';
import type { Services } from '../outbound/clients';
import { utcInstant } from '../views/office-time';
import { factsOf, present } from '../views/visit-view';

type MailView = z.input<typeof Mail>;
type PaymentState = z.input<(typeof putPayment)['success']['schema']>['state'];

const KINDS: Record<MailKind, MailView['kind']> = {
  [MailKind.UNSPECIFIED]: 'confirmation',
  [MailKind.CONFIRMATION]: 'confirmation',
  [MailKind.REMINDER]: 'reminder',
  [MailKind.MOVED]: 'moved',
  [MailKind.CANCELLED]: 'cancelled',
  [MailKind.OFFICE_CANCELLED]: 'office_cancelled',
};
const STATES: Record<MailState, MailView['state']> = {
  [MailState.UNSPECIFIED]: 'waiting',
  [MailState.WAITING]: 'waiting',
  [MailState.SENT]: 'sent',
  [MailState.STALE]: 'stale',
  [MailState.FAILED]: 'failed',
};
const DUE_STATES: Record<DueState, PaymentState> = {
  [DueState.UNSPECIFIED]: 'unpaid',
  [DueState.UNPAID]: 'unpaid',
  [DueState.PAID]: 'paid',
  [DueState.REFUNDED]: 'refunded',
  [DueState.EXEMPT]: 'exempt',
  [DueState.VOID]: 'void',
};
const MARKS = { paid: DueState.PAID, unpaid: DueState.UNPAID, exempt: DueState.EXEMPT } as const;

const mailView = (mail: MailMessage): MailView => ({
  kind: KINDS[mail.kind],
  state: STATES[mail.state],
  scheduleRevision: mail.scheduleRevision,
  dueAt: utcInstant(mail.dueAt),
  sentAt: mail.sentAt ? utcInstant(mail.sentAt) : null,
  attempts: mail.attempts,
});

/** What follows a visit: its payment and its mails. */
export const followUpRoutes = (services: Pick<Services, 'booking' | 'payment' | 'notification'>): Route[] => {
  const officeIdOf = async (visitId: string, { rpc }: HandlerContext): Promise<string> =>
    factsOf((await services.booking.getVisit({ visitId }, rpc)).visit).officeId;

  return [
    route(putPayment, async ({ params: { appointmentId }, body }, context) => {
      const { due } = await services.payment.markDue(
        { officeId: await officeIdOf(appointmentId, context), visitId: appointmentId, state: MARKS[body.state] },
        context.rpc,
      );
      const { visitId, state, amountCents, currency, version } = present(due);
      return { appointmentId: visitId, state: DUE_STATES[state], amountCents, currency, version };
    }),

    route(listMails, async ({ params: { appointmentId } }, context) => {
      const { mails } = await services.notification.listMails(
        { officeId: await officeIdOf(appointmentId, context), visitId: appointmentId },
        context.rpc,
      );
      return { mails: mails.map(mailView) };
    }),
  ];
};
