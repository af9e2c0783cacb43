import type { Letter } from '../../domain/letter';
import type { MailKind } from '../../domain/mail';

/** What a language must say. Subjects name no person and no reason: they show on locked screens. */
export interface Words {
  /** "mardi 12 janvier à 9h15" */
  when(at: Temporal.ZonedDateTime): string;
  subject: Record<MailKind, (when: string) => string>;
  heading: Record<MailKind, string>;
  greeting(name: string): string;
  opening(letter: Letter): string;
  previously(when: string): string;
  labels: Record<'when' | 'withWhom' | 'patient' | 'where' | 'access' | 'phone', string>;
  /** Added to a time in another zone than Paris. */
  officeTime: string;
  teleconsultation: string;
  cancelOnline(cutoffHours: number): string;
  cancelByPhone: string;
  actions: Record<'myVisits' | 'bookAgain' | 'planning', string>;
  calendarSummary(practitioner: string): string;
  footer: string;
}
