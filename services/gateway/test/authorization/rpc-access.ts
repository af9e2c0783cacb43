import type { ServiceName } from '@creneau/chassis';
import { DueState } from '@creneau/proto/payment/v1/messages';

/*
 * Which service may ask which RPC, and for whom it speaks, in the practice's words and not from the policy tables: a new RPC
 * must be entered here by hand, and the matrix holds every answer of the running services against this page.
 */

/** For whom a service may speak. */
export type SpeaksFor =
  /** Nobody is behind it: a person's token is not even looked at. */
  | 'itself'
  /** Somebody may be behind it, which changes nothing. */
  | 'itself, whoever is behind it'
  /** With somebody behind it she must work for the office, whatever her role. */
  | 'itself, or who works for the office'
  | 'who works for the office'
  | 'anybody signed in'
  | 'the staff of the office'
  | 'the practitioner of the office'
  | 'the patient of the visit and the staff of its office'
  | 'the staff of the office of the visit';

export interface Ids {
  readonly officeId: string;
  readonly visitId: string;
}

export interface RpcAccess {
  readonly callers: Partial<Record<ServiceName, SpeaksFor>>;
  /** A request that changes nothing even for those who may. */
  readonly ask: (ids: Ids) => unknown;
  /** What those who may are answered. */
  readonly answer: string;
  /** What the request names, when an unknown one or none must be tried too. */
  readonly about?: 'office' | 'visit';
  /** What the owner of offices, who knows them all, says of an unknown one; others say that it is not hers. */
  readonly unknown?: string;
}

const NOBODY = '00000000-0000-4000-8000-00000000dead';
const OTHER_VERSION = 1_000_000;
const DAYS = { from: '2027-01-01', to: '2027-01-02' };
const LATER = Temporal.Instant.from('2027-01-12T09:00:00Z');
const INVALID = 'invalid invalid_request';
const office = ({ officeId }: Ids) => ({ officeId });
const STAFF = { gateway: 'the staff of the office' } as const;
const OWNER = { gateway: 'the practitioner of the office' } as const;
const HERSELF = { gateway: 'anybody signed in' } as const;
const CLAIMS = { booking: 'itself' } as const;
/** Any client that the site gave the role to: what it learns, events told before. */
const READERS = { reader: 'itself' } as const;
const PAGE = { pageToken: '', pageSize: 1 };
const NO_CLAIM = { visitId: NOBODY, officeId: NOBODY, claimNo: 0, start: LATER, overbook: false };

export const RPC_ACCESS: Readonly<Record<string, Readonly<Record<string, RpcAccess>>>> = {
  identity: {
    registerPerson: { callers: { gateway: 'itself' }, ask: () => ({ login: 'no' }), answer: INVALID },
    getMe: { callers: { ...HERSELF, booking: 'anybody signed in' }, ask: () => ({}), answer: 'ok' },
    recordConsents: { callers: HERSELF, ask: () => ({ birthDate: '2027-02-30' }), answer: INVALID },
    sendVerificationEmail: { callers: HERSELF, ask: () => ({}), answer: 'unprocessable email_already_verified' },
    getPeople: {
      callers: { gateway: 'itself', 'office-config': 'itself', booking: 'itself', notification: 'itself' },
      ask: () => ({ personIds: [NOBODY] }),
      answer: 'ok',
    },
    getAffiliation: {
      callers: {
        gateway: 'itself',
        'office-config': 'itself',
        scheduling: 'itself',
        booking: 'itself',
        notification: 'itself',
        payment: 'itself',
      },
      ask: (ids) => ({ ...office(ids), personId: NOBODY }),
      answer: 'ok',
    },
    listOfficeStaff: {
      callers: {
        gateway: 'who works for the office',
        notification: 'itself, or who works for the office',
        booking: 'itself, or who works for the office',
      },
      ask: office,
      answer: 'ok',
      about: 'office',
      unknown: 'not_found office_not_found',
    },
    searchOffices: {
      callers: { gateway: 'itself', notification: 'itself', booking: 'itself' },
      ask: () => ({ query: '', city: '', limit: 1, offset: 0 }),
      answer: 'ok',
    },
    getOffice: {
      callers: {
        gateway: 'itself',
        'office-config': 'itself',
        notification: 'itself',
        booking: 'itself',
        payment: 'itself',
      },
      ask: office,
      answer: 'ok',
    },
  },

  'office-config': {
    getProfile: {
      callers: { gateway: 'itself', booking: 'itself', notification: 'itself' },
      ask: office,
      answer: 'ok',
    },
    getSettings: {
      callers: {
        gateway: 'who works for the office',
        scheduling: 'itself, or who works for the office',
        booking: 'itself, or who works for the office',
        notification: 'itself, or who works for the office',
        identity: 'itself, or who works for the office',
        payment: 'itself, or who works for the office',
      },
      ask: (ids) => ({ ...office(ids), version: 0 }),
      answer: 'ok',
      about: 'office',
    },
    saveSettings: {
      callers: OWNER,
      ask: (ids) => ({ ...office(ids), expectedVersion: OTHER_VERSION, settings: undefined }),
      answer: INVALID,
      about: 'office',
    },
    listSettingsVersions: { callers: STAFF, ask: office, answer: 'ok', about: 'office' },
    getCurrentVersions: {
      callers: { scheduling: 'itself' },
      ask: () => ({ officeIds: [], aboveVersion: 0 }),
      answer: 'ok',
    },
    fixTimeZone: { callers: { scheduling: 'itself' }, ask: () => ({ officeId: NOBODY }), answer: 'ok' },
    getBookingTerms: {
      callers: { booking: 'itself' },
      ask: (ids) => ({ ...office(ids), verifiedEmail: '' }),
      answer: 'ok',
    },
    listReasons: { callers: STAFF, ask: office, answer: 'ok', about: 'office' },
    addReason: { callers: OWNER, ask: (ids) => ({ ...office(ids), text: '' }), answer: INVALID, about: 'office' },
    removeReason: {
      callers: OWNER,
      ask: (ids) => ({ ...office(ids), reasonId: NOBODY }),
      answer: 'not_found reason_not_found',
      about: 'office',
    },
    listEmails: { callers: STAFF, ask: office, answer: 'ok', about: 'office' },
    addEmails: { callers: STAFF, ask: (ids) => ({ ...office(ids), emails: ['none'] }), answer: 'ok', about: 'office' },
    removeEmail: {
      callers: STAFF,
      ask: (ids) => ({ ...office(ids), email: 'none@none.test' }),
      answer: 'ok',
      about: 'office',
    },
    snapshotOffices: { callers: READERS, ask: () => PAGE, answer: 'ok' },
  },

  // Claims belong to booking alone: whoever could place one would walk around bans, mode A and limits.
  scheduling: {
    generatePlanning: { callers: OWNER, ask: office, answer: 'already_exists already_generated', about: 'office' },
    applySettings: {
      callers: { 'office-config': 'itself' },
      ask: () => ({ officeId: 'none', settingsVersion: 1 }),
      answer: INVALID,
    },
    getSchedule: {
      callers: { gateway: 'itself', 'office-config': 'itself', booking: 'itself', identity: 'itself' },
      ask: office,
      answer: 'ok',
    },
    getAvailability: { callers: { gateway: 'itself' }, ask: (ids) => ({ ...office(ids), ...DAYS }), answer: 'ok' },
    findNearestSlots: {
      callers: { gateway: 'itself', booking: 'itself' },
      ask: (ids) => ({ ...office(ids), around: LATER, count: 1 }),
      answer: 'ok',
    },
    getDays: { callers: STAFF, ask: (ids) => ({ ...office(ids), ...DAYS }), answer: 'ok', about: 'office' },
    claimSlot: { callers: CLAIMS, ask: () => NO_CLAIM, answer: INVALID },
    claimSlots: { callers: CLAIMS, ask: () => ({ claims: [] }), answer: INVALID },
    releaseClaim: { callers: CLAIMS, ask: () => NO_CLAIM, answer: INVALID },
    listClaims: { callers: CLAIMS, ask: (ids) => ({ ...office(ids), endingAfter: LATER }), answer: 'ok' },
    placeBlock: {
      callers: STAFF,
      ask: (ids) => ({ ...office(ids), during: { start: LATER, end: LATER }, label: '', expectedVisitIds: [] }),
      answer: INVALID,
      about: 'office',
    },
    liftBlock: {
      callers: STAFF,
      ask: (ids) => ({ ...office(ids), blockId: NOBODY }),
      answer: 'not_found block_not_found',
      about: 'office',
    },
    snapshotPlannings: { callers: READERS, ask: () => PAGE, answer: 'ok' },
  },

  booking: {
    bookVisit: {
      callers: HERSELF,
      ask: (ids) => ({ ...office(ids), startsAt: LATER, reason: '', phone: '', idempotencyKey: '' }),
      answer: INVALID,
    },
    cancelVisit: {
      callers: { gateway: 'the patient of the visit and the staff of its office' },
      ask: ({ visitId }) => ({ visitId, expectedVersion: OTHER_VERSION }),
      answer: 'conflict stale_version',
      about: 'visit',
    },
    moveVisit: {
      callers: { gateway: 'the staff of the office of the visit' },
      ask: ({ visitId }) => ({ visitId, startsAt: LATER, expectedVersion: OTHER_VERSION }),
      answer: 'conflict stale_version',
      about: 'visit',
    },
    markAbsence: {
      callers: { gateway: 'the staff of the office of the visit' },
      ask: ({ visitId }) => ({ visitId, absent: true }),
      answer: 'unprocessable visit_not_past',
      about: 'visit',
    },
    listMyVisits: { callers: HERSELF, ask: () => ({}), answer: 'ok' },
    getVisit: {
      callers: {
        gateway: 'the patient of the visit and the staff of its office',
        payment: 'itself, whoever is behind it',
      },
      ask: ({ visitId }) => ({ visitId }),
      answer: 'ok',
      about: 'visit',
    },
    getVisits: { callers: { notification: 'itself' }, ask: ({ visitId }) => ({ visitIds: [visitId] }), answer: 'ok' },
    getOfficePlanning: { callers: STAFF, ask: office, answer: 'ok', about: 'office' },
    saveHomeVisits: {
      callers: STAFF,
      ask: (ids) => ({ ...office(ids), text: '', expectedVersion: OTHER_VERSION }),
      answer: 'conflict stale_version',
      about: 'office',
    },
    searchPatients: { callers: STAFF, ask: (ids) => ({ ...office(ids), query: '' }), answer: 'ok', about: 'office' },
    banPatient: {
      callers: STAFF,
      ask: (ids) => ({ ...office(ids), patientId: NOBODY }),
      answer: 'not_found patient_not_found',
      about: 'office',
    },
    unbanPatient: {
      callers: STAFF,
      ask: (ids) => ({ ...office(ids), patientId: NOBODY }),
      answer: 'not_found patient_not_found',
      about: 'office',
    },
    snapshotVisits: { callers: READERS, ask: () => PAGE, answer: 'ok' },
  },

  notification: {
    listMails: {
      callers: STAFF,
      ask: ({ officeId, visitId }) => ({ officeId, visitId }),
      answer: 'ok',
      about: 'office',
    },
  },

  payment: {
    getDues: {
      callers: { gateway: 'who works for the office', booking: 'itself, whoever is behind it' },
      ask: (ids) => ({ ...office(ids), visitIds: [] }),
      answer: 'ok',
      about: 'office',
    },
    markDue: {
      callers: STAFF,
      ask: ({ officeId, visitId }) => ({ officeId, visitId, state: DueState.PAID }),
      answer: 'not_found due_not_found',
      about: 'office',
    },
  },
};
