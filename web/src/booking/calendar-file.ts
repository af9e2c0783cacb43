import { epochOf } from '../time/format';

type Visit = { appointmentId: string; startsAt: string; endsAt: string };

const utc = (epochMs: number): string => new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, '');

const escaped = (text: string): string => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');

/** Lines of 75 octets at most, the rest indented below (RFC 5545, 3.1). */
const folded = (line: string): string => {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const sign of line) {
    const size = new TextEncoder().encode(sign).length;
    if (octets + size > (parts.length === 0 ? 75 : 74)) {
      parts.push(part);
      part = '';
      octets = 0;
    }
    part += sign;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
};

/**
 * A visit as a calendar file (RFC 5545). No reason in it: calendars are shared more widely than one thinks.
 * The id is that of the files which the site mails, so that a calendar holds the visit once.
 */
export const calendarFile = (
  visit: Visit,
  practitioner: string,
  address: string,
  host: string,
  nowMs: number,
): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Creneau//Web//FR',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${visit.appointmentId}@${host}`,
    `DTSTAMP:${utc(nowMs)}`,
    `DTSTART:${utc(epochOf(visit.startsAt))}`,
    `DTEND:${utc(epochOf(visit.endsAt))}`,
    `SUMMARY:${escaped(practitioner)}`,
    ...(address ? [`LOCATION:${escaped(address)}`] : []),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');

/** Hands a text to the browser as a file to keep. */
export const saveFile = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
