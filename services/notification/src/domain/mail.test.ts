import fc from 'fast-check';
import { at, aVisit, STARTS_AT } from '../../test/builders';
import { isStale, type Mail, mailsOfBooking, mailsOfCancellation, mailsOfMove, retryAfterSeconds } from './mail';

const told = (mails: Mail[]): string[] => mails.map((mail) => `${mail.kind} ${mail.dueAt}`);

describe('a booking', () => {
  test('is confirmed at once and brought to mind 48 hours before', () => {
    const mails = mailsOfBooking(aVisit(), 'patient', at('2027-01-05T10:00:00Z'));
    expect(told(mails)).toEqual(['confirmation 2027-01-05T10:00:00Z', 'reminder 2027-01-10T08:15:00Z']);
  });

  test('inside 48 hours gets no reminder', () => {
    expect(told(mailsOfBooking(aVisit(), 'patient', at('2027-01-10T08:15:00Z')))).toEqual([
      'confirmation 2027-01-10T08:15:00Z',
    ]);
  });

  test('for somebody without an account mails nobody', () => {
    expect(mailsOfBooking(aVisit({ patientId: null }), 'staff', at('2027-01-05T10:00:00Z'))).toEqual([]);
  });

  test('gets its reminder 48 real hours before across a change of clocks', () => {
    const startsAt = at('2027-03-29T07:00:00Z'); // 9:00 in Paris, the day after the clocks went forward
    const mails = mailsOfBooking(aVisit({ startsAt }), 'patient', at('2027-03-01T10:00:00Z'));
    expect(mails[1]?.dueAt.toString()).toBe('2027-03-27T07:00:00Z');
  });

  test('never has a reminder due before it was made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        const bookedAt = STARTS_AT.subtract({ seconds });
        const reminder = mailsOfBooking(aVisit(), 'patient', bookedAt).find((mail) => mail.kind === 'reminder');
        expect(reminder !== undefined).toBe(seconds > 48 * 3600);
        if (reminder) expect(Temporal.Instant.compare(reminder.dueAt, bookedAt)).toBe(1);
      }),
    );
  });
});

test('a move tells the new time with the old one, and gets a reminder under its own revision', () => {
  const visit = aVisit({ scheduleRevision: 2 });
  const old = at('2027-01-08T08:15:00Z');
  const mails = mailsOfMove(visit, 'staff', at('2027-01-05T10:00:00Z'), old);
  expect(told(mails)).toEqual(['moved 2027-01-05T10:00:00Z', 'reminder 2027-01-10T08:15:00Z']);
  expect(mails.every((mail) => mail.scheduleRevision === 2)).toBe(true);
  expect(mails[0]?.previousStartsAt).toBe(old);
});

describe('a cancellation', () => {
  const cancelled = aVisit({ state: 'cancelled', scheduleRevision: 2 });
  const now = at('2027-01-05T10:00:00Z');

  test.each([
    ['patient', ['cancelled', 'office_cancelled']],
    ['staff', ['cancelled']],
    ['system', ['cancelled', 'office_cancelled']],
  ] as const)('by %s tells whoever did not do it, and the patient in any case', (by, kinds) => {
    expect(mailsOfCancellation(cancelled, by, now).map((mail) => mail.kind)).toEqual(kinds);
  });

  test('of a visit the office made for somebody without an account tells nobody', () => {
    expect(mailsOfCancellation({ ...cancelled, patientId: null }, 'staff', now)).toEqual([]);
  });
});

describe('a mail is stale', () => {
  const key = { visitId: 'v', scheduleRevision: 2, kind: 'reminder' } as const;
  const before = STARTS_AT.subtract({ hours: 1 });
  const visit = aVisit({ scheduleRevision: 2 });

  test('once the visit moved on, was cancelled, is gone or has begun', () => {
    expect(isStale(key, visit, before)).toBe(false);
    expect(isStale(key, { ...visit, scheduleRevision: 3 }, before)).toBe(true);
    expect(isStale(key, { ...visit, state: 'cancelled' }, before)).toBe(true);
    expect(isStale(key, undefined, before)).toBe(true);
    expect(isStale(key, visit, STARTS_AT)).toBe(true);
  });

  test('when it tells of a cancellation that does not hold', () => {
    expect(isStale({ ...key, kind: 'cancelled' }, { ...visit, state: 'cancelled' }, before)).toBe(false);
    expect(isStale({ ...key, kind: 'cancelled' }, visit, before)).toBe(true);
    expect(isStale({ ...key, kind: 'office_cancelled' }, visit, before)).toBe(true);
  });
});

test('pauses double from one second to a quarter of an hour', () => {
  expect([1, 2, 3, 10, 11, 5_000].map(retryAfterSeconds)).toEqual([1, 2, 4, 512, 900, 900]);
});
