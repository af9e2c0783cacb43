/*
 * Who may do what over REST, in the practice's words, written from what the product promises and not from its code: a new
 * endpoint must be entered here by hand, and the matrix holds every answer of the running gateway against this page.
 */

/** Whom an endpoint serves. */
export type Serves =
  | 'anybody'
  | 'anybody signed in'
  | 'the staff of the office'
  | 'the practitioner of the office'
  | 'the patient of the visit and the staff of its office'
  | 'the staff of the office of the visit';

/** Ids in the path other than the office's and the visit's, or a body and a query that get past every check of form. */
export interface Request {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Access {
  readonly serves: Serves;
  /** What is asked: something that changes nothing even for those who may. */
  readonly ask?: Request;
  /** What those who may are answered. */
  readonly answer: string;
  /** It changes nothing, whatever its method: the words asked for are too personal for an address. */
  readonly reads?: true;
}

const NOBODY = '00000000-0000-4000-8000-00000000dead';
const LONG_AGO = '2020-01-06T09:00:00+01:00';
/** No page was ever filled from such a version. */
const OTHER_VERSION = 1_000_000;
const MONTH = { from: '2027-01-01', to: '2027-01-31' };
const SETTINGS = {
  specialities: 'Médecin',
  paymentMeans: [],
  transport: '',
  access: '',
  windowDays: 90,
  visitKinds: '',
  conventionType: '',
  vitaleCard: true,
  patientsMayCancel: true,
  visitMinutes: 15,
  street: '1 rue X',
  postalCode: '75001',
  city: 'Paris',
  secretariatPhone: '0123456789',
  bookingMode: 'L',
  reasonMode: 'L',
  weeklyHours: [],
  version: OTHER_VERSION,
};

export const REST_ACCESS: Readonly<Record<string, Access>> = {
  // Before signing in
  getCaptcha: { serves: 'anybody', answer: '200' },
  register: { serves: 'anybody', ask: { body: { login: 'no' } }, answer: '400 invalid_request' },
  getSession: { serves: 'anybody', answer: '200' },
  searchOffices: { serves: 'anybody', answer: '200' },
  getOffice: { serves: 'anybody', answer: '200' },
  getAvailability: { serves: 'anybody', ask: { query: MONTH }, answer: '200' },

  // A person about herself
  getMe: { serves: 'anybody signed in', answer: '200' },
  putConsents: { serves: 'anybody signed in', ask: { body: { terms: '1999' } }, answer: '400 invalid_request' },
  sendVerificationEmail: { serves: 'anybody signed in', answer: '409 email_already_verified' },
  listMyOffices: { serves: 'anybody signed in', answer: '200' },
  listMyAppointments: { serves: 'anybody signed in', answer: '200' },
  bookAppointment: {
    serves: 'anybody signed in',
    ask: {
      headers: { 'idempotency-key': 'matrix' },
      body: { officeId: '11111111-1111-4111-8111-111111111111', startsAt: LONG_AGO },
    },
    answer: '422 slot_past',
  },

  // A visit
  getAppointment: { serves: 'the patient of the visit and the staff of its office', answer: '200' },
  cancelAppointment: {
    serves: 'the patient of the visit and the staff of its office',
    ask: { query: { version: String(OTHER_VERSION) } },
    answer: '409 stale_version',
  },
  moveAppointment: {
    serves: 'the staff of the office of the visit',
    ask: { body: { startsAt: LONG_AGO, version: OTHER_VERSION } },
    answer: '409 stale_version',
  },
  markAbsence: { serves: 'the staff of the office of the visit', ask: { body: {} }, answer: '409 visit_not_past' },
  putPayment: {
    serves: 'the staff of the office of the visit',
    ask: { body: { state: 'paid' } },
    answer: '404 due_not_found',
  },
  listMails: { serves: 'the staff of the office of the visit', answer: '200' },

  // The planning of an office
  getPlanning: { serves: 'the staff of the office', answer: '200' },
  generatePlanning: { serves: 'the practitioner of the office', answer: '409 already_generated' },
  getSchedule: { serves: 'the staff of the office', answer: '200' },
  getDays: { serves: 'the staff of the office', ask: { query: MONTH }, answer: '200' },
  placeBlock: {
    serves: 'the staff of the office',
    ask: { body: { startsAt: '2027-01-12T10:00:00+01:00', endsAt: '2027-01-12T09:00:00+01:00' } },
    answer: '400 invalid_request',
  },
  liftBlock: { serves: 'the staff of the office', ask: { path: { blockId: NOBODY } }, answer: '404 block_not_found' },
  putHomeVisits: {
    serves: 'the staff of the office',
    ask: { body: { text: '', version: OTHER_VERSION } },
    answer: '409 stale_version',
  },
  getLive: { serves: 'the staff of the office', answer: '200' },

  // What an office has set up
  getSettings: { serves: 'the staff of the office', answer: '200' },
  putSettings: { serves: 'the practitioner of the office', ask: { body: SETTINGS }, answer: '409 stale_version' },
  listSettingsVersions: { serves: 'the staff of the office', answer: '200' },
  listReasons: { serves: 'the staff of the office', answer: '200' },
  addReason: {
    serves: 'the practitioner of the office',
    ask: { body: { text: 'two\nlines' } },
    answer: '400 invalid_request',
  },
  removeReason: {
    serves: 'the practitioner of the office',
    ask: { path: { reasonId: NOBODY } },
    answer: '404 reason_not_found',
  },
  listPatientEmails: { serves: 'the staff of the office', answer: '200' },
  addPatientEmails: { serves: 'the staff of the office', ask: { body: { emails: ['none'] } }, answer: '200' },
  removePatientEmail: { serves: 'the staff of the office', ask: { body: { email: 'none@none.test' } }, answer: '204' },

  // The patients of an office
  searchPatients: { serves: 'the staff of the office', ask: { body: { q: '' } }, answer: '200', reads: true },
  banPatient: {
    serves: 'the staff of the office',
    ask: { path: { patientId: NOBODY } },
    answer: '404 patient_not_found',
  },
  unbanPatient: {
    serves: 'the staff of the office',
    ask: { path: { patientId: NOBODY } },
    answer: '404 patient_not_found',
  },
};

/** What a person is: her role, and whether the office and the visit of the matrix are hers. */
export interface Standing {
  readonly role: 'patient' | 'secretary' | 'practitioner' | 'admin' | undefined;
  readonly own: boolean;
}

/** Which office or visit is asked about: the one of the matrix, one that does not exist, or no id at all. */
export type Which = 'the one' | 'an unknown one' | 'no id';

/** What an endpoint answers to a person. `about`: what the address names. */
export const expectedAnswer = (
  { serves, answer }: Access,
  about: 'office' | 'visit' | undefined,
  { role, own }: Standing,
  which: Which,
): string => {
  const known = about === undefined || which === 'the one';
  const unknown = about === 'visit' ? '404 visit_not_found' : '404 office_not_found';
  if (serves === 'anybody') return known ? answer : unknown;
  if (!role) return '401 not_authenticated';
  if (serves === 'anybody signed in') return known ? answer : unknown;

  const works = role === 'secretary' || role === 'practitioner';
  switch (serves) {
    case 'the staff of the office':
      if (!works) return '403 wrong_role';
      if (!known) return unknown;
      return own ? answer : '403 not_affiliated';
    case 'the practitioner of the office':
      if (role !== 'practitioner') return '403 wrong_role';
      if (!known) return unknown;
      return own ? answer : '403 not_owner';
    // Somebody else's visit is answered as one that does not exist.
    case 'the patient of the visit and the staff of its office':
      return known && own ? answer : unknown;
    case 'the staff of the office of the visit':
      if (!works) return '403 wrong_role';
      return known && own ? answer : unknown;
  }
};
