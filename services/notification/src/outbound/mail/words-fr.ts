import type { Words } from './words';

const WEEKDAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];
const MONTHS = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
];

export const french: Words = {
  when: (at) => {
    const day = at.day === 1 ? '1er' : String(at.day);
    const minutes = at.minute === 0 ? '' : String(at.minute).padStart(2, '0');
    return `${WEEKDAYS[at.dayOfWeek - 1]} ${day} ${MONTHS[at.month - 1]} à ${at.hour}h${minutes}`;
  },
  subject: {
    confirmation: (when) => `Rendez-vous confirmé : ${when}`,
    reminder: (when) => `Rappel de rendez-vous : ${when}`,
    moved: (when) => `Rendez-vous déplacé : ${when}`,
    cancelled: (when) => `Rendez-vous annulé : ${when}`,
    office_cancelled: (when) => `Visite annulée : ${when}`,
  },
  heading: {
    confirmation: 'Votre rendez-vous est confirmé',
    reminder: 'Votre rendez-vous approche',
    moved: 'Votre rendez-vous est déplacé',
    cancelled: 'Votre rendez-vous est annulé',
    office_cancelled: 'Une visite est annulée',
  },
  greeting: (name) => `Bonjour ${name},`,
  opening: ({ key: { kind }, by }) => {
    switch (kind) {
      case 'confirmation':
        return 'Votre visite est réservée.';
      case 'reminder':
        return 'Vous avez rendez-vous bientôt.';
      case 'moved':
        return by === 'patient' ? 'Vous avez changé l’heure de votre visite.' : 'Le cabinet a déplacé votre visite.';
      case 'cancelled':
        if (by === 'patient') return 'Vous avez annulé votre visite. Le cabinet est prévenu.';
        return by === 'staff' ? 'Le cabinet a dû annuler votre visite.' : 'Votre visite n’aura pas lieu.';
      case 'office_cancelled':
        return by === 'patient' ? 'Un patient a annulé sa visite.' : 'Cette visite n’aura pas lieu.';
    }
  },
  previously: (when) => `Elle était prévue ${when}.`,
  labels: {
    when: 'Quand',
    withWhom: 'Avec',
    patient: 'Patient',
    where: 'Où',
    access: 'Accès',
    phone: 'Secrétariat',
  },
  officeTime: 'heure du cabinet',
  teleconsultation: 'En téléconsultation, le praticien vous appelle',
  cancelOnline: (cutoffHours) =>
    cutoffHours === 0
      ? 'Un empêchement ? Annulez en ligne, dans vos visites : quelqu’un d’autre pourra venir.'
      : `Un empêchement ? Annulez en ligne, dans vos visites, jusqu’à ${cutoffHours} h avant : quelqu’un d’autre pourra venir.`,
  cancelByPhone: 'Un empêchement ? Appelez le secrétariat.',
  actions: { myVisits: 'Voir mes visites', bookAgain: 'Reprendre rendez-vous', planning: 'Voir le planning' },
  calendarSummary: (practitioner) => `Rendez-vous avec ${practitioner}`,
  footer:
    'Message automatique : merci de ne pas y répondre. Créneau ne vous demandera jamais votre mot de passe, ni par e-mail ni par téléphone.',
};
