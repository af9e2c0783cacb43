import type { Policy } from '@creneau/chassis';
import type { NotificationServiceService } from '@creneau/proto/notification/v1/service';

export const policy: Policy<NotificationServiceService> = {
  listMails: { from: ['gateway'], person: ['secretary', 'practitioner'] },
};
