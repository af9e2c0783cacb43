import { createServiceTokenSource, type Life, openGrpcClient, type RpcClient } from '@creneau/chassis';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { NotificationServiceService } from '@creneau/proto/notification/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { PaymentServiceService } from '@creneau/proto/payment/v1/service';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import type { Config } from '../config';

/** The services behind the gateway. */
export interface Services {
  readonly identity: RpcClient<IdentityServiceService>;
  readonly officeConfig: RpcClient<OfficeConfigServiceService>;
  readonly scheduling: RpcClient<SchedulingServiceService>;
  readonly booking: RpcClient<BookingServiceService>;
  readonly notification: RpcClient<NotificationServiceService>;
  readonly payment: RpcClient<PaymentServiceService>;
}

/** Reads are repeated when a connection failed; of the writes, those that carry their own idempotency or repeat safely. */
export const openServices = async (life: Life, config: Config): Promise<Services> => {
  const serviceToken = createServiceTokenSource(config.OIDC_ISSUER, config.OIDC_CLIENT_ID, config.OIDC_CLIENT_SECRET);
  return {
    identity: await openGrpcClient({
      life,
      serviceToken,
      definition: IdentityServiceService,
      address: config.IDENTITY_ADDR,
      idempotent: ['getMe', 'recordConsents', 'getAffiliation', 'listOfficeStaff', 'searchOffices', 'getOffice'],
    }),
    officeConfig: await openGrpcClient({
      life,
      serviceToken,
      definition: OfficeConfigServiceService,
      address: config.OFFICE_CONFIG_ADDR,
      idempotent: ['getProfile', 'getSettings', 'listSettingsVersions', 'listReasons', 'listEmails', 'removeEmail'],
    }),
    scheduling: await openGrpcClient({
      life,
      serviceToken,
      definition: SchedulingServiceService,
      address: config.SCHEDULING_ADDR,
      idempotent: ['getSchedule', 'getAvailability', 'findNearestSlots', 'getDays'],
    }),
    booking: await openGrpcClient({
      life,
      serviceToken,
      definition: BookingServiceService,
      address: config.BOOKING_ADDR,
      idempotent: [
        'bookVisit',
        'cancelVisit',
        'listMyVisits',
        'getVisit',
        'getOfficePlanning',
        'searchPatients',
        'banPatient',
        'unbanPatient',
      ],
    }),
    notification: await openGrpcClient({
      life,
      serviceToken,
      definition: NotificationServiceService,
      address: config.NOTIFICATION_ADDR,
      idempotent: ['listMails'],
    }),
    payment: await openGrpcClient({
      life,
      serviceToken,
      definition: PaymentServiceService,
      address: config.PAYMENT_ADDR,
      idempotent: ['getDues', 'markDue'],
    }),
  };
};
