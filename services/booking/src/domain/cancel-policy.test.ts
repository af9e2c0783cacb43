import fc from 'fast-check';
import { cancelRefusal } from './cancel-policy';
import { book, request, type Visit } from './visit';

const START = Temporal.Instant.from('2027-01-12T08:00:00Z');
const aVisit = (): Visit =>
  book(
    request(
      {
        id: 'visit',
        officeId: 'office',
        patientId: 'patient',
        startsAt: START,
        tz: 'Europe/Paris',
        reason: '',
        phone: '',
        teleconsultation: false,
        priceCents: 0,
      },
      START.subtract({ hours: 100 }),
    ),
    { startsAt: START, endsAt: START.add({ minutes: 15 }), tz: 'Europe/Paris' },
    START.subtract({ hours: 100 }),
  ).visit;
const codeAt = (minutesBefore: number, cutoffHours: number, patientsMayCancel = true) =>
  cancelRefusal(aVisit(), { patientsMayCancel, cutoffHours }, START.subtract({ minutes: minutesBefore }))?.code;

test('a patient cancels up to the start where no cut-off is set', () => {
  expect(codeAt(1, 0)).toBeUndefined();
  expect(codeAt(0, 0)).toBe('visit_past');
});
test('not at all where the office does not allow it', () => expect(codeAt(6_000, 0, false)).toBe('cancel_not_allowed'));
test('the last moment is the cut-off itself', () => {
  expect(codeAt(24 * 60, 24)).toBeUndefined();
  expect(codeAt(24 * 60 - 1, 24)).toBe('cancel_too_late');
});
test('a longer cut-off never allows more', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 6_000 }), fc.nat(96), fc.nat(96), (minutesBefore, a, b) => {
      if (codeAt(minutesBefore, Math.max(a, b)) === undefined)
        expect(codeAt(minutesBefore, Math.min(a, b))).toBeUndefined();
    }),
  );
});
