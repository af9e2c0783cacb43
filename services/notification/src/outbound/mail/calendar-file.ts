import {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendar,
  ICalCalendarMethod,
  ICalEventClass,
  ICalEventStatus,
} from 'ical-generator';
import type { Letter } from '../../domain/letter';
import { wordsOf } from './words-of';

const SITE = 'Créneau';

export interface CalendarFile {
  method: 'REQUEST' | 'CANCEL';
  content: string;
}

/**
 * The visit for the patient's calendar (RFC 5546). One UID for the visit's whole life and SEQUENCE = its schedule revision,
 * which a cancellation raises too, so that a calendar replaces what it has. Times are in UTC. The summary tells no reason.
 */
export const calendarFileOf = (letter: Letter, publicUrl: string, organizerAddress: string): CalendarFile => {
  const words = wordsOf(letter.recipient.language);
  const cancelled = letter.key.kind === 'cancelled';
  const method = cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const calendar = new ICalCalendar({ method, prodId: { company: 'Creneau', product: 'Creneau', language: 'FR' } });
  const event = calendar.createEvent({
    id: `${letter.key.visitId}@${new URL(publicUrl).hostname}`,
    sequence: letter.key.scheduleRevision,
    stamp: letter.writtenAt,
    start: letter.startsAt,
    end: letter.endsAt,
    summary: words.calendarSummary(letter.office.practitioner),
    location: letter.teleconsultation ? words.teleconsultation : letter.office.address.join(', '),
    description: `${publicUrl}/mes-visites`,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    class: ICalEventClass.PRIVATE,
    // The library takes no organizer without a name.
    organizer: { name: parameterOf(letter.office.practitioner) || SITE, email: organizerAddress },
  });
  event.createAttendee({
    name: parameterOf(letter.recipient.name),
    email: letter.recipient.address,
    role: ICalAttendeeRole.REQ,
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  });
  return { method: cancelled ? 'CANCEL' : 'REQUEST', content: calendar.toString() };
};

/** A name on one line, without what ends a parameter or is an escape in it (RFC 5545, 3.2; RFC 6868). */
const parameterOf = (name: string): string =>
  name
    .replace(/["^\\]/g, "'")
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
