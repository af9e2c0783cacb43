import type { Policy } from '@creneau/chassis';
import type { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';

/** What a person is to the office is asked in the handlers; a service's own name opens only what that service needs. */
export const policy: Policy<OfficeConfigServiceService> = {
  getProfile: { from: ['gateway', 'booking', 'notification'], person: 'nobody' },
  getSettings: {
    from: ['gateway', 'scheduling', 'booking', 'notification', 'identity', 'payment'],
    person: 'anybody',
  },
  saveSettings: { from: ['gateway'], person: ['practitioner'] },
  listSettingsVersions: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  getCurrentVersions: { from: ['scheduling'], person: 'nobody' },
  fixTimeZone: { from: ['scheduling'], person: 'nobody' },
  getBookingTerms: { from: ['booking'], person: 'nobody' },
  listReasons: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  addReason: { from: ['gateway'], person: ['practitioner'] },
  removeReason: { from: ['gateway'], person: ['practitioner'] },
  listEmails: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  addEmails: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  removeEmail: { from: ['gateway'], person: ['secretary', 'practitioner'] },
  snapshotOffices: { from: ['reader'], person: 'nobody' },
};
