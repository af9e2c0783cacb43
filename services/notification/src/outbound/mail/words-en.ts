import type { Words } from './words';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const english: Words = {
  when: (at) => {
    const time = `${at.hour}:${String(at.minute).padStart(2, '0')}`;
    return `${WEEKDAYS[at.dayOfWeek - 1]} ${at.day} ${MONTHS[at.month - 1]} at ${time}`;
  },
  subject: {
    confirmation: (when) => `Appointment confirmed: ${when}`,
    reminder: (when) => `Appointment reminder: ${when}`,
    moved: (when) => `Appointment moved: ${when}`,
    cancelled: (when) => `Appointment cancelled: ${when}`,
    office_cancelled: (when) => `Visit cancelled: ${when}`,
  },
  heading: {
    confirmation: 'Your appointment is confirmed',
    reminder: 'Your appointment is coming up',
    moved: 'Your appointment has been moved',
    cancelled: 'Your appointment is cancelled',
    office_cancelled: 'A visit is cancelled',
  },
  greeting: (name) => `Hello ${name},`,
  opening: ({ key: { kind }, by }) => {
    switch (kind) {
      case 'confirmation':
        return 'Your visit is booked.';
      case 'reminder':
        return 'You have an appointment soon.';
      case 'moved':
        return by === 'patient' ? 'You changed the time of your visit.' : 'The practice has moved your visit.';
      case 'cancelled':
        if (by === 'patient') return 'You cancelled your visit. The practice has been told.';
        return by === 'staff' ? 'The practice had to cancel your visit.' : 'Your visit will not take place.';
      case 'office_cancelled':
        return by === 'patient' ? 'A patient has cancelled a visit.' : 'This visit will not take place.';
    }
  },
  previously: (when) => `It was planned for ${when}.`,
  labels: {
    when: 'When',
    withWhom: 'With',
    patient: 'Patient',
    where: 'Where',
    access: 'Access',
    phone: 'Secretariat',
  },
  officeTime: 'local time of the practice',
  teleconsultation: 'By teleconsultation, the practitioner calls you',
  cancelOnline: (cutoffHours) =>
    cutoffHours === 0
      ? 'Cannot come? Cancel online, under your visits, so that somebody else can.'
      : `Cannot come? Cancel online, under your visits, up to ${cutoffHours} hours before, so that somebody else can.`,
  cancelByPhone: 'Cannot come? Call the secretariat.',
  actions: { myVisits: 'See my visits', bookAgain: 'Book again', planning: 'See the planning' },
  calendarSummary: (practitioner) => `Appointment with ${practitioner}`,
  footer:
    'This message is automatic: please do not answer it. Créneau will never ask you for your password, neither by e-mail nor by telephone.',
};
