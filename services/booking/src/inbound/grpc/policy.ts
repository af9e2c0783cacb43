import type { Policy, Role } from '@creneau/chassis';
import type { BookingServiceService } from '@creneau/proto/booking/v1/service';

const EVERYBODY: readonly Role[] = ['patient', 'secretary', 'practitioner', 'admin'];
const STAFF: readonly Role[] = ['secretary', 'practitioner'];

/** Whose visit, and which office, is checked in the use cases. */
export const policy: Policy<BookingServiceService> = {
  bookVisit: { from: ['gateway'], person: EVERYBODY },
  cancelVisit: { from: ['gateway'], person: EVERYBODY },
  moveVisit: { from: ['gateway'], person: STAFF },
  markAbsence: { from: ['gateway'], person: STAFF },
  listMyVisits: { from: ['gateway'], person: EVERYBODY },
  getVisit: { from: ['gateway', 'payment'], person: 'anybody' },
  getVisits: { from: ['notification'], person: 'nobody' },
  getOfficePlanning: { from: ['gateway'], person: STAFF },
  saveHomeVisits: { from: ['gateway'], person: STAFF },
  searchPatients: { from: ['gateway'], person: STAFF },
  banPatient: { from: ['gateway'], person: STAFF },
  unbanPatient: { from: ['gateway'], person: STAFF },
  snapshotVisits: { from: ['reader'], person: 'nobody' },
};
