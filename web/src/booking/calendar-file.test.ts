import { calendarFile } from './calendar-file';

const visit = {
  appointmentId: '5f0c2d0e-8a4e-4b43-9a51-3f6c0a4a9f10',
  startsAt: '2027-01-12T09:15:00+01:00',
  endsAt: '2027-01-12T09:30:00+01:00',
};

it('writes a visit in UTC, with nothing private in it', () => {
  const file = calendarFile(
    visit,
    'Hélène Delmas',
    '8, place Leclerc, 06000 Nice',
    'creneau.fr',
    Date.UTC(2026, 10, 24, 8),
  );
  expect(file.split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Creneau//Web//FR',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    'UID:5f0c2d0e-8a4e-4b43-9a51-3f6c0a4a9f10@creneau.fr',
    'DTSTAMP:20261124T080000Z',
    'DTSTART:20270112T081500Z',
    'DTEND:20270112T083000Z',
    'SUMMARY:Hélène Delmas',
    'LOCATION:8\\, place Leclerc\\, 06000 Nice',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

it('folds long lines without cutting a letter', () => {
  const file = calendarFile(visit, 'É'.repeat(100), '', 'creneau.fr', 0);
  for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(file.replace(/\r\n /g, '')).toContain(`SUMMARY:${'É'.repeat(100)}`);
});
