import type { Policy, Role, ServiceName } from '@creneau/chassis';
import type { IdentityServiceService } from '@creneau/proto/identity/v1/service';

const EVERYBODY: readonly Role[] = ['patient', 'secretary', 'practitioner', 'admin'];
const EVERY_SERVICE: readonly ServiceName[] = [
  'gateway',
  'office-config',
  'scheduling',
  'booking',
  'notification',
  'payment',
];

/** What a person asks for herself comes with her own token; names and addresses of others go to services alone. */
export const policy: Policy<IdentityServiceService> = {
  registerPerson: { from: ['gateway'], person: 'nobody' },
  // booking asks whether the patient it books for has given her consent.
  getMe: { from: ['gateway', 'booking'], person: EVERYBODY },
  recordConsents: { from: ['gateway'], person: EVERYBODY },
  sendVerificationEmail: { from: ['gateway'], person: EVERYBODY },
  getPeople: { from: ['gateway', 'office-config', 'booking', 'notification'], person: 'nobody' },
  getAffiliation: { from: EVERY_SERVICE, person: 'nobody' },
  // For the gateway on behalf of a member of the staff, which is checked where the affiliations are.
  listOfficeStaff: { from: ['gateway', 'notification', 'booking'], person: 'anybody' },
  searchOffices: { from: ['gateway', 'notification', 'booking'], person: 'nobody' },
  getOffice: { from: ['gateway', 'office-config', 'notification', 'booking', 'payment'], person: 'nobody' },
};
