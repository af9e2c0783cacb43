import type { ProblemCode } from './problem-codes';

export type Language = 'fr' | 'en';

/** [title, what to do about it], for people. */
type Text = readonly [title: string, detail: string];

const fr: Record<ProblemCode, Text> = {
  invalid_request: ['Demande incomplète', 'Certains champs sont à corriger.'],
  malformed_json: ['Demande illisible', "Le corps de la demande n'est pas du JSON valide."],
  captcha_invalid: ['Vérification à refaire', 'La vérification a expiré ou a déjà servi. Demandez un nouveau code.'],
  csrf_header_missing: ['Demande refusée', "L'en-tête X-Creneau-Csrf manque."],
  not_authenticated: ['Connexion nécessaire', 'Connectez-vous pour continuer.'],
  invalid_token: ['Connexion nécessaire', "Votre connexion n'est plus valable. Connectez-vous à nouveau."],
  wrong_role: ['Accès refusé', 'Cette page est réservée à un autre espace.'],
  not_found: ['Page introuvable', "Cette adresse n'existe pas."],
  method_not_allowed: ['Demande refusée', 'Cette adresse ne répond pas à cette méthode.'],
  body_too_large: ['Envoi trop lourd', 'La demande dépasse 100 ko.'],
  unsupported_media_type: ['Format refusé', 'La demande doit être en application/json.'],
  too_many_requests: ['Trop de demandes', 'Patientez un instant, puis réessayez.'],
  overloaded: ['Trop de monde', 'Le site est très demandé. Réessayez dans un instant.'],
  unavailable: ['Service indisponible', 'Une partie du site ne répond pas. Réessayez dans un instant.'],
  internal_error: ['Erreur du site', 'Une erreur est survenue de notre côté. Réessayez dans un instant.'],
  login_taken: ['Identifiant déjà pris', 'Choisissez un autre identifiant.'],
  email_taken: ['Adresse déjà utilisée', 'Un compte existe déjà avec cette adresse e-mail.'],
  verification_sent_recently: [
    'E-mail déjà envoyé',
    "Un e-mail vient de partir. Patientez une minute avant d'en demander un autre.",
  ],
  permission_denied: ['Accès refusé', "Vous n'avez pas le droit de faire cela."],
  not_affiliated: ['Accès refusé', "Vous n'êtes pas rattaché à cette officine."],
  office_not_found: ['Officine introuvable', "Cette officine n'existe pas ou n'existe plus."],
  office_not_configured: ['Officine non paramétrée', "Enregistrez d'abord le paramétrage de l'officine."],
  planning_not_generated: ['Pas encore de planning', "Le planning de cette officine n'est pas encore généré."],
  already_generated: ['Planning déjà généré', "Le planning initial est déjà généré : rien n'a été changé."],
  stale_version: ['Page dépassée', "Quelqu'un a modifié cette page entre-temps. Rechargez-la et recommencez."],
  reason_not_found: ['Motif introuvable', "Ce motif n'est plus dans la table."],
  block_not_found: ['Indisponibilité introuvable', "Cette indisponibilité n'existe plus."],
  visits_changed: [
    'Des visites ont changé',
    'Les visites de cette plage ont changé. Relisez la liste avant de bloquer.',
  ],
  slot_taken: ['Créneau déjà pris', "Ce créneau vient d'être pris. Voici les plus proches."],
  slot_blocked: ['Créneau indisponible', "Ce créneau n'est plus proposé. Voici les plus proches."],
  slot_off_grid: ['Horaire impossible', "Cet horaire n'est pas un créneau du planning."],
  slot_past: ['Horaire passé', 'Ce créneau est déjà passé.'],
  slot_beyond_window: ['Horaire trop lointain', "Le planning n'est pas encore ouvert à cette date."],
  in_progress: ['Demande en cours', 'Cette demande est en cours. Réessayez dans un instant.'],
  key_reused: ['Demande différente', "Cette clé d'idempotence a déjà servi pour une autre demande."],
  email_not_listed: [
    'Réservé aux patients inscrits',
    "Cette officine n'accepte que les patients dont elle connaît l'adresse e-mail. Appelez le secrétariat.",
  ],
  patient_banned: [
    'Réservation impossible',
    'Cette officine ne prend plus vos rendez-vous par internet. Appelez le secrétariat.',
  ],
  consent_missing: ['Accord nécessaire', "Acceptez d'abord les conditions d'utilisation."],
  too_many_open_visits: [
    'Trop de visites à venir',
    'Vous avez atteint le nombre de visites à venir. Annulez-en une ou attendez.',
  ],
  visit_not_found: ['Visite introuvable', "Cette visite n'existe pas."],
  visit_past: ['Visite passée', 'Cette visite est déjà passée.'],
  visit_not_past: ['Visite à venir', "Cette visite n'a pas encore eu lieu."],
  visit_not_open: ['Visite annulée', "Cette visite n'est plus réservée."],
  cancel_not_allowed: [
    'Annulation impossible',
    "Cette officine ne permet pas d'annuler par internet. Appelez le secrétariat.",
  ],
  cancel_too_late: ['Annulation trop tardive', 'Il est trop tard pour annuler par internet. Appelez le secrétariat.'],
  due_not_found: ['Rien à payer', "Aucun paiement n'est attendu pour cette visite."],
  due_void: ['Rien à payer', "Cette visite n'a pas eu lieu : rien n'est dû."],
};

const en: Record<ProblemCode, Text> = {
  invalid_request: ['Incomplete request', 'Some fields need correcting.'],
  malformed_json: ['Unreadable request', 'The body of the request is not valid JSON.'],
  captcha_invalid: ['Check again', 'The check has expired or was already used. Ask for a new code.'],
  csrf_header_missing: ['Request refused', 'The header X-Creneau-Csrf is missing.'],
  not_authenticated: ['Sign-in needed', 'Sign in to go on.'],
  invalid_token: ['Sign-in needed', 'Your sign-in is no longer valid. Sign in again.'],
  wrong_role: ['Access denied', 'This belongs to another space.'],
  not_found: ['Not found', 'This address does not exist.'],
  method_not_allowed: ['Request refused', 'This address does not answer this method.'],
  body_too_large: ['Too large', 'The request is larger than 100 kB.'],
  unsupported_media_type: ['Format refused', 'The request must be application/json.'],
  too_many_requests: ['Too many requests', 'Wait a moment, then try again.'],
  overloaded: ['Very busy', 'The site is in great demand. Try again in a moment.'],
  unavailable: ['Service unavailable', 'A part of the site does not answer. Try again in a moment.'],
  internal_error: ['Error of the site', 'Something went wrong on our side. Try again in a moment.'],
  login_taken: ['Login taken', 'Choose another login.'],
  email_taken: ['E-mail already used', 'An account with this e-mail exists already.'],
  verification_sent_recently: ['Already sent', 'An e-mail has just left. Wait a minute before you ask for another.'],
  permission_denied: ['Access denied', 'You may not do this.'],
  not_affiliated: ['Access denied', 'You do not work for this office.'],
  office_not_found: ['Office not found', 'This office does not exist, or no longer does.'],
  office_not_configured: ['Office not set up', "Save the office's settings first."],
  planning_not_generated: ['No planning yet', 'The planning of this office is not generated yet.'],
  already_generated: ['Already generated', 'The initial planning is generated already: nothing was changed.'],
  stale_version: ['Stale page', 'Somebody changed this meanwhile. Load it again and start over.'],
  reason_not_found: ['Reason not found', 'This reason is no longer in the table.'],
  block_not_found: ['Block not found', 'This unavailability no longer exists.'],
  visits_changed: [
    'Visits have changed',
    'The visits in this range have changed. Read the list again before you block it.',
  ],
  slot_taken: ['Slot taken', 'This slot has just been taken. Here are the nearest ones.'],
  slot_blocked: ['Slot unavailable', 'This slot is no longer offered. Here are the nearest ones.'],
  slot_off_grid: ['Impossible time', 'This time is not a slot of the planning.'],
  slot_past: ['Past time', 'This slot is already past.'],
  slot_beyond_window: ['Too far ahead', 'The planning is not open at this date yet.'],
  in_progress: ['In progress', 'This request is being worked on. Try again in a moment.'],
  key_reused: ['Another request', 'This idempotency key was used for another request.'],
  email_not_listed: [
    'For listed patients',
    'This office accepts only patients whose e-mail it knows. Call the secretariat.',
  ],
  patient_banned: ['Booking impossible', 'This office no longer takes your bookings online. Call the secretariat.'],
  consent_missing: ['Consent needed', 'Agree to the terms of use first.'],
  too_many_open_visits: [
    'Too many coming visits',
    'You have reached the number of coming visits. Cancel one, or wait.',
  ],
  visit_not_found: ['Visit not found', 'This visit does not exist.'],
  visit_past: ['Past visit', 'This visit is past.'],
  visit_not_past: ['Coming visit', 'This visit has not taken place yet.'],
  visit_not_open: ['Visit cancelled', 'This visit is no longer booked.'],
  cancel_not_allowed: ['Cannot be cancelled', 'This office does not let patients cancel online. Call the secretariat.'],
  cancel_too_late: ['Too late to cancel', 'It is too late to cancel online. Call the secretariat.'],
  due_not_found: ['Nothing due', 'No payment is expected for this visit.'],
  due_void: ['Nothing due', 'This visit did not take place: nothing is due.'],
};

/** Title and detail of a problem in a language. */
export const problemText = (code: ProblemCode, language: Language): { title: string; detail: string } => {
  const [title, detail] = (language === 'en' ? en : fr)[code];
  return { title, detail };
};
