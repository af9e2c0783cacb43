import { type Affiliations, type Handlers, uuidField } from '@creneau/chassis';
import type { NotificationServiceService } from '@creneau/proto/notification/v1/service';
import type { LoggedMail } from '../../outbound/postgres/mail-repository';
import { mailMessage } from '../../use-cases/messages';

export interface UseCases {
  affiliations: Affiliations;
  listMails(officeId: string, visitId: string): Promise<LoggedMail[]>;
}

export const makeHandlers = (use: UseCases): Handlers<NotificationServiceService> => ({
  async listMails(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const visitId = uuidField('visitId', request.visitId);
    await use.affiliations.requireReader(call, officeId);
    const mails = await use.listMails(officeId, visitId);
    return { mails: mails.map(mailMessage) };
  },
});
