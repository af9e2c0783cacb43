import { aLetter, anOffice, at } from '../../../test/builders';
import type { MailKind } from '../../domain/mail';
import { contentOf } from './content';
import { toHtml, toText } from './layout';
import { english } from './words-en';
import { french } from './words-fr';

const SITE = 'https://creneau.exemple.fr';
const english_ = { recipient: { name: 'Patrick Plisson', address: 'patrick@exemple.fr', language: 'en' as const } };
const paris = (local: string) => Temporal.ZonedDateTime.from(`${local}[Europe/Paris]`);

describe('times', () => {
  test('read as French people say them', () => {
    expect(french.when(paris('2027-01-12T09:15'))).toBe('mardi 12 janvier à 9h15');
    expect(french.when(paris('2027-01-01T18:00'))).toBe('vendredi 1er janvier à 18h');
    expect(french.when(paris('2027-08-15T09:05'))).toBe('dimanche 15 août à 9h05');
  });

  test('read as English people say them', () => {
    expect(english.when(paris('2027-01-12T09:15'))).toBe('Tuesday 12 January at 9:15');
  });

  test('are the office’s, on both sides of a change of clocks, and say so overseas', () => {
    const summer = contentOf(aLetter('confirmation', { startsAt: at('2027-07-12T07:15:00Z') }), SITE);
    expect(summer.subject).toBe('Rendez-vous confirmé : lundi 12 juillet à 9h15');
    const reunion = contentOf(aLetter('confirmation', { timeZone: 'Indian/Reunion' }), SITE);
    expect(reunion.facts[0]?.lines).toEqual(['mardi 12 janvier à 12h15 (heure du cabinet)']);
  });
});

describe('the text', () => {
  test('of a confirmation says when, with whom, where, how to get in and how to cancel', () => {
    expect(toText(contentOf(aLetter(), SITE))).toBe(`Bonjour Patrick Plisson,

Votre visite est réservée.

Quand : mardi 12 janvier à 9h15
Avec : Hélène Delmas
Où : 12 rue des Lilas
    75011 Paris
Accès : Digicode 12B
    Deuxième étage
Secrétariat : 01 23 45 67 89

Un empêchement ? Annulez en ligne, dans vos visites : quelqu’un d’autre pourra venir.

Voir mes visites : https://creneau.exemple.fr/mes-visites

--
${french.footer}`);
  });

  test('of a confirmation in English', () => {
    const content = contentOf(aLetter('confirmation', english_), SITE);
    expect(content.subject).toBe('Appointment confirmed: Tuesday 12 January at 9:15');
    expect(toText(content)).toContain('When: Tuesday 12 January at 9:15\nWith: Hélène Delmas\nWhere: 12 rue des Lilas');
  });

  test('of a move names the old time', () => {
    const letter = aLetter('moved', { by: 'staff', previousStartsAt: at('2027-01-11T08:00:00Z') });
    expect(toText(contentOf(letter, SITE))).toContain(
      'Le cabinet a déplacé votre visite.\n\nElle était prévue lundi 11 janvier à 9h.\n\nQuand : mardi 12 janvier à 9h15',
    );
  });

  test('of a cancellation leads back to the office, whoever cancelled', () => {
    const byStaff = contentOf(aLetter('cancelled', { by: 'staff' }), SITE);
    expect(byStaff.paragraphs[1]).toBe('Le cabinet a dû annuler votre visite.');
    expect(byStaff.action).toEqual({
      label: 'Reprendre rendez-vous',
      url: `${SITE}/officine/${anOffice().officeId}`,
    });
    const byHer = contentOf(aLetter('cancelled'), SITE);
    expect(byHer.paragraphs[1]).toBe('Vous avez annulé votre visite. Le cabinet est prévenu.');
    expect(byHer.action).toEqual(byStaff.action);
  });

  test('for the office names the patient and leads to the planning', () => {
    const content = contentOf(aLetter('office_cancelled'), SITE);
    expect(content.facts).toEqual([
      { label: 'Quand', lines: ['mardi 12 janvier à 9h15'] },
      { label: 'Patient', lines: ['Patrick Plisson'] },
    ]);
    expect(content.action.url).toBe(`${SITE}/planning`);
  });

  test('follows the office’s rule on cancelling', () => {
    const adviceFor = (office: Parameters<typeof anOffice>[0]) =>
      contentOf(aLetter('confirmation', { office: anOffice(office) }), SITE).advice;
    expect(adviceFor({ cancelCutoffHours: 24 })).toContain('jusqu’à 24 h avant');
    expect(adviceFor({ patientsMayCancel: false })).toBe('Un empêchement ? Appelez le secrétariat.');
    expect(adviceFor({ patientsMayCancel: false, phone: '' })).toBeUndefined();
  });

  test('of a teleconsultation gives no address to go to', () => {
    const text = toText(contentOf(aLetter('reminder', { teleconsultation: true }), SITE));
    expect(text).toContain('Où : En téléconsultation, le praticien vous appelle');
    expect(text).not.toContain('Lilas');
    expect(text).not.toContain('Digicode');
  });

  test('leaves out what an office has not given', () => {
    const office = anOffice({ address: [], access: '', phone: '' });
    const labels = contentOf(aLetter('confirmation', { office }), SITE).facts.map((fact) => fact.label);
    expect(labels).toEqual(['Quand', 'Avec']);
  });
});

const kinds: MailKind[] = ['confirmation', 'reminder', 'moved', 'cancelled', 'office_cancelled'];

test.each(kinds)('the subject of %s names nobody', (kind) => {
  for (const language of ['fr', 'en'] as const) {
    const letter = aLetter(kind, { recipient: { ...aLetter().recipient, language } });
    expect(contentOf(letter, SITE).subject).not.toMatch(/Plisson|Delmas/);
  }
});

describe('the HTML', () => {
  test('escapes what people typed', () => {
    const office = anOffice({ access: '<script>alert("1")</script> & "code"', practitioner: "Anne O'Neil" });
    const html = toHtml(contentOf(aLetter('confirmation', { office }), SITE));
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &quot;code&quot;');
    expect(html).toContain('Anne O&#39;Neil');
    expect(html).not.toContain('<script');
  });

  test('loads nothing, names its language, dials the secretariat', () => {
    const html = toHtml(contentOf(aLetter(), SITE));
    expect(html).toContain('<html lang="fr"');
    expect(html).toContain('href="tel:0123456789"');
    expect(html).not.toMatch(/<img|<link|src=|url\(/);
  });
});
