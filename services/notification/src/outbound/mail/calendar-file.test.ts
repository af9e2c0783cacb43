import ICAL from 'ical.js';
import { aLetter, anOffice } from '../../../test/builders';
import type { Letter } from '../../domain/letter';
import { calendarFileOf } from './calendar-file';

const read = (letter: Letter) => {
  const { method, content } = calendarFileOf(letter, 'https://creneau.exemple.fr', 'no-reply@exemple.fr');
  const calendar = new ICAL.Component(ICAL.parse(content));
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('the file holds no event');
  const value = (name: string) => component.getFirstPropertyValue(name)?.toString();
  return { method, content, calendar, component, value, event: new ICAL.Event(component) };
};

test('a confirmation invites under the visit’s own UID, its revision as SEQUENCE, in UTC', () => {
  const { method, calendar, event, value } = read(aLetter());
  expect(method).toBe('REQUEST');
  expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
  expect(event.uid).toBe('0b0e7c9a-0000-4000-8000-00000000000f@creneau.exemple.fr');
  expect(event.sequence).toBe(3);
  expect(value('status')).toBe('CONFIRMED');
  expect(event.startDate.toString()).toBe('2027-01-12T08:15:00Z');
  expect(event.endDate.toString()).toBe('2027-01-12T08:30:00Z');
  expect(value('dtstamp')).toBe('2027-01-05T10:00:00Z');
});

test('a cancellation cancels the same UID under a higher SEQUENCE', () => {
  const booked = read(aLetter());
  const letter = aLetter('cancelled');
  const { method, calendar, event, value } = read({ ...letter, key: { ...letter.key, scheduleRevision: 4 } });
  expect([method, calendar.getFirstPropertyValue('method')]).toEqual(['CANCEL', 'CANCEL']);
  expect(value('status')).toBe('CANCELLED');
  expect(event.uid).toBe(booked.event.uid);
  expect(event.sequence).toBeGreaterThan(booked.event.sequence);
});

test('says nothing of reason or speciality: with whom, where, from whom and for whom', () => {
  const { event, component, value } = read(aLetter('reminder'));
  expect(event.summary).toBe('Rendez-vous avec Hélène Delmas');
  expect(event.location).toBe('12 rue des Lilas, 75011 Paris');
  expect(value('class')).toBe('PRIVATE');
  expect(value('organizer')?.toLowerCase()).toBe('mailto:no-reply@exemple.fr');
  const attendee = component.getFirstProperty('attendee');
  expect(attendee?.getFirstValue()?.toString().toLowerCase()).toBe('mailto:patrick@exemple.fr');
  expect(attendee?.getParameter('partstat')).toBe('ACCEPTED');
});

test('a teleconsultation has no address', () => {
  expect(read(aLetter('moved', { teleconsultation: true })).event.location).not.toContain('Lilas');
});

test('long lines and what people type stay whole', () => {
  const office = anOffice({ practitioner: 'Anne-Sophie; de La Tour, d’Auvergne'.repeat(4) });
  const { event, content } = read(aLetter('confirmation', { office }));
  expect(event.summary).toBe(`Rendez-vous avec ${office.practitioner}`);
  expect(content.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});
