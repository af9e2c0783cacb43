import type { Policy } from '@creneau/chassis';
import type { PaymentServiceService } from '@creneau/proto/payment/v1/service';

export const policy: Policy<PaymentServiceService> = {
  // booking asks in its own name; through the gateway the staff of the office do, which is checked in the handler.
  getDues: { from: ['gateway', 'booking'], person: 'anybody' },
  markDue: { from: ['gateway'], person: ['secretary', 'practitioner'] },
};
