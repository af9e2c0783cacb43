import type { Language, Letter } from '../../domain/letter';
import type { Words } from './words';
import { wordsOf } from './words-of';

/** What a mail says, before it becomes text or HTML. */
export interface Content {
  language: Language;
  subject: string;
  heading: string;
  paragraphs: readonly string[];
  facts: readonly Fact[];
  advice: string | undefined;
  action: { label: string; url: string };
  footer: string;
}

export interface Fact {
  label: string;
  lines: readonly string[];
  /** Digits to dial. */
  dial?: string;
}

const SITE_ZONE = 'Europe/Paris';

/** Date, time, practitioner, place and how to cancel: never the reason of the visit, never the speciality. */
export const contentOf = (letter: Letter, publicUrl: string): Content => {
  const words = wordsOf(letter.recipient.language);
  const { kind } = letter.key;
  const when = timeOf(letter.startsAt, letter, words);
  const paragraphs = [words.greeting(letter.recipient.name), words.opening(letter)];
  if (letter.previousStartsAt) paragraphs.push(words.previously(timeOf(letter.previousStartsAt, letter, words)));
  return {
    language: letter.recipient.language,
    subject: words.subject[kind](when),
    heading: words.heading[kind],
    paragraphs,
    facts: factsOf(letter, when, words),
    advice: adviceOf(letter, words),
    action: actionOf(letter, publicUrl, words),
    footer: words.footer,
  };
};

const timeOf = (at: Temporal.Instant, { timeZone }: Letter, words: Words): string => {
  const text = words.when(at.toZonedDateTimeISO(timeZone));
  return timeZone === SITE_ZONE ? text : `${text} (${words.officeTime})`;
};

const factsOf = (letter: Letter, when: string, { labels, teleconsultation }: Words): Fact[] => {
  const { office, key } = letter;
  const facts: Fact[] = [{ label: labels.when, lines: [when] }];
  if (key.kind === 'office_cancelled') return [...facts, { label: labels.patient, lines: [letter.patient] }];
  facts.push({ label: labels.withWhom, lines: [office.practitioner] });
  if (key.kind !== 'cancelled') {
    facts.push({ label: labels.where, lines: letter.teleconsultation ? [teleconsultation] : office.address });
    if (office.access && !letter.teleconsultation)
      facts.push({ label: labels.access, lines: office.access.split(/\r?\n/) });
  }
  facts.push({ label: labels.phone, lines: office.phone ? [office.phone] : [], dial: dialOf(office.phone) });
  return facts.filter((fact) => fact.lines.some((line) => line !== ''));
};

const adviceOf = ({ office, key }: Letter, words: Words): string | undefined => {
  if (key.kind === 'cancelled' || key.kind === 'office_cancelled') return undefined;
  if (office.patientsMayCancel) return words.cancelOnline(office.cancelCutoffHours);
  return office.phone ? words.cancelByPhone : undefined;
};

const actionOf = ({ key, office }: Letter, publicUrl: string, { actions }: Words): Content['action'] => {
  if (key.kind === 'office_cancelled') return { label: actions.planning, url: `${publicUrl}/planning` };
  if (key.kind === 'cancelled') return { label: actions.bookAgain, url: `${publicUrl}/officine/${office.officeId}` };
  return { label: actions.myVisits, url: `${publicUrl}/mes-visites` };
};

const dialOf = (phone: string): string => phone.replace(/[^\d+]/g, '');
