import fc from 'fast-check';
import ICAL from 'ical.js';
import { aLetter, anOffice } from '../../../test/builders';
import type { Letter } from '../../domain/letter';
import type { MailKind } from '../../domain/mail';
import { calendarFileOf } from './calendar-file';

/** The file as a patient's calendar reads it. */
const read = (letter: Letter) => {
  const { method, content } = calendarFileOf(letter, 'https://creneau.exemple.fr', 'no-reply@exemple.fr');
  const calendar = new ICAL.Component(ICAL.parse(content));
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('the file holds no event');
  const text = (name: string) => component.getFirstPropertyValue(name)?.toString();
  const parameter = (name: string) => String(component.getFirstProperty(name)?.getParameter('cn') ?? '');
  return { method, content, calendar, component, text, parameter, event: new ICAL.Event(component) };
};

/** What people type and paste: any script, emoji, separators of the format, line breaks; no character that cannot be stored. */
const typed = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(
        '\n',
        '\r\n',
        ',',
        ';',
        ':',
        '\\',
        '\\n',
        '"',
        '^',
        '^n',
        "'",
        ' ',
        '\t',
        'BEGIN:VEVENT',
        'é'.repeat(80),
        '🧑🏽‍⚕️'.repeat(12),
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const kinds = fc.constantFrom<MailKind>('confirmation', 'reminder', 'moved', 'cancelled');

test('any text comes back as it was typed, and adds no line of its own', () => {
  fc.assert(
    fc.property(typed, typed, typed, kinds, (practitioner, street, name, kind) => {
      const office = anOffice({ practitioner, address: [street] });
      const recipient = { ...aLetter().recipient, name };
      const { content, calendar, component, event } = read(aLetter(kind, { office, recipient }));
      const lines = (text: string) => text.replace(/\r\n?/g, '\n');
      expect(lines(event.summary)).toBe(lines(`Rendez-vous avec ${practitioner}`));
      expect(lines(event.location ?? '')).toBe(lines(street));
      expect(calendar.getAllSubcomponents()).toHaveLength(1);
      expect(component.getAllProperties('attendee')).toHaveLength(1);
      expect(component.getFirstPropertyValue('class')).toBe('PRIVATE');
      // RFC 5545, 3.1: lines end in CRLF and have at most 75 octets; no other control character stands in them.
      expect(content.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
      expect(content.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }),
    { numRuns: 120 },
  );
});

test('names stand in their parameters without what a parameter cannot hold', () => {
  fc.assert(
    fc.property(typed, typed, (practitioner, name) => {
      const letter = aLetter('confirmation', {
        office: anOffice({ practitioner }),
        recipient: { ...aLetter().recipient, name },
      });
      const { component, parameter } = read(letter);
      const plain = (text: string) => text.replace(/[\s"'\\^]+/g, '');
      expect(plain(parameter('organizer'))).toBe(practitioner.trim() === '' ? 'Créneau' : plain(practitioner));
      expect(plain(parameter('attendee'))).toBe(plain(name));
      expect(component.getFirstPropertyValue('organizer')?.toString().toLowerCase()).toBe('mailto:no-reply@exemple.fr');
      expect(component.getFirstPropertyValue('attendee')?.toString().toLowerCase()).toBe('mailto:patrick@exemple.fr');
    }),
    { numRuns: 120 },
  );
});

const ZONES = ['Europe/Paris', 'Indian/Reunion', 'America/Martinique', 'Pacific/Noumea', 'America/Miquelon'];
/** Wall times of 2027, most of them within a day of a change of the clocks. */
const wallTimes = fc
  .oneof(
    fc
      .constantFrom('2027-03-28', '2027-10-31', '2027-03-14', '2027-11-07')
      .chain((day) =>
        fc.integer({ min: -24 * 60, max: 24 * 60 }).map((minutes) => Temporal.PlainDateTime.from(day).add({ minutes })),
      ),
    fc
      .integer({ min: 0, max: 365 * 96 })
      .map((n) => Temporal.PlainDateTime.from('2027-01-01').add({ minutes: 15 * n })),
  )
  .chain((local) => fc.constantFrom(...ZONES).map((zone) => local.toZonedDateTime(zone)));

test('a visit stands in the calendar at the instants of the office’s wall time, on the days the clocks change too', () => {
  fc.assert(
    fc.property(wallTimes, fc.integer({ min: 5, max: 180 }), kinds, (starts, minutes, kind) => {
      const startsAt = starts.toInstant();
      const endsAt = startsAt.add({ minutes });
      const { component, text, event } = read(aLetter(kind, { startsAt, endsAt, timeZone: starts.timeZoneId }));
      expect(Temporal.Instant.from(text('dtstart') ?? '').equals(startsAt.round('second'))).toBe(true);
      expect(Temporal.Instant.from(text('dtend') ?? '').equals(endsAt.round('second'))).toBe(true);
      expect(event.duration.toSeconds()).toBe(minutes * 60);
      expect(
        Temporal.Instant.from(text('dtstart') ?? '')
          .toZonedDateTimeISO(starts.timeZoneId)
          .equals(starts),
      ).toBe(true);
      // In UTC: no zone a calendar would have to know.
      expect(component.getFirstProperty('dtstart')?.getParameter('tzid')).toBeUndefined();
    }),
    { numRuns: 120 },
  );
});

test('through any changes of a visit one UID goes on under a growing SEQUENCE, and only a cancellation cancels', () => {
  const changes = fc.array(fc.constantFrom<MailKind>('moved', 'reminder'), { maxLength: 6 });
  fc.assert(
    fc.property(fc.uuid(), changes, fc.boolean(), (visitId, between, cancelled) => {
      const kindsInTurn: MailKind[] = ['confirmation', ...between, ...(cancelled ? (['cancelled'] as const) : [])];
      let scheduleRevision = 0;
      for (const kind of kindsInTurn) {
        if (kind !== 'reminder') scheduleRevision += 1;
        const { method, calendar, text, event } = read(aLetter(kind, { key: { visitId, scheduleRevision, kind } }));
        expect(event.uid).toBe(`${visitId}@creneau.exemple.fr`);
        expect(event.sequence).toBe(scheduleRevision);
        const expected = kind === 'cancelled' ? ['CANCEL', 'CANCELLED'] : ['REQUEST', 'CONFIRMED'];
        expect([method, text('status')]).toEqual(expected);
        expect(calendar.getFirstPropertyValue('method')).toBe(method);
      }
    }),
  );
});
