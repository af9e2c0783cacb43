import {
  type Actor,
  beginMove,
  book,
  cancel,
  completeMove,
  hasBegun,
  isPast,
  markAbsence,
  refuse,
  request,
  type Slot,
  type Visit,
} from './visit';

const NOON = Temporal.Instant.from('2027-01-12T11:00:00Z');
const STAFF: Actor = { kind: 'staff', id: 'secretary' };
const hours = (n: number): Temporal.Instant => NOON.add({ hours: n });
const slotAt = (startsAt: Temporal.Instant): Slot => ({
  startsAt,
  endsAt: startsAt.add({ minutes: 15 }),
  tz: 'Europe/Paris',
});
const NO = { kind: 'conflict', code: 'slot_taken', message: '', details: {} } as const;

const aRequest = (change: Partial<Visit> = {}): Visit => ({
  ...request(
    {
      id: 'visit',
      officeId: 'office',
      patientId: 'patient',
      startsAt: hours(24),
      tz: 'Europe/Paris',
      reason: '',
      phone: '',
      teleconsultation: false,
      priceCents: 0,
    },
    NOON,
  ),
  ...change,
});
const aVisit = (change: Partial<Visit> = {}): Visit => ({
  ...book(aRequest(), slotAt(hours(24)), NOON).visit,
  ...change,
});

describe('a visit', () => {
  test('is booked with the time of its claim, and told of once', () => {
    const { visit, events, freed } = book(aRequest(), slotAt(hours(24)), hours(1));
    expect(visit).toMatchObject({ state: 'booked', version: 2, scheduleRevision: 1, changedBy: { kind: 'patient' } });
    expect(visit.endsAt.equals(hours(24).add({ minutes: 15 }))).toBe(true);
    expect(events.map((event) => event.type)).toEqual(['booked']);
    expect(freed).toEqual([]);
  });

  test('that is refused is told to nobody, and frees its claim', () => {
    expect(refuse(aRequest(), NO, NOON)).toMatchObject({
      visit: { state: 'refused', refusal: NO, scheduleRevision: 0 },
      events: [],
      freed: [1],
    });
  });

  test('that is cancelled frees the claim of its time and the one it was moving to', () => {
    const moving = beginMove(aVisit(), hours(30), STAFF, NOON).visit;
    const { visit, events, freed } = cancel(moving, STAFF, NOON);
    expect(visit).toMatchObject({ state: 'cancelled', move: null, scheduleRevision: 2 });
    expect(events).toMatchObject([{ type: 'cancelled', claimNo: 1, by: STAFF }]);
    expect(freed).toEqual([1, 2]);
  });

  test('is cancelled once: again changes nothing', () => {
    const { visit } = cancel(aVisit(), STAFF, NOON);
    expect(cancel(visit, STAFF, hours(1))).toEqual({ visit, events: [], freed: [] });
  });

  test('that is still being booked cannot be cancelled, and one that never was is not found', () => {
    expect(() => cancel(aRequest(), STAFF, NOON)).toThrow(expect.objectContaining({ code: 'in_progress' }));
    const refused = refuse(aRequest(), NO, NOON).visit;
    expect(() => cancel(refused, STAFF, NOON)).toThrow(expect.objectContaining({ code: 'visit_not_found' }));
  });

  test('moves to its own time, or where it already moves, without a change', () => {
    const visit = aVisit();
    expect(beginMove(visit, visit.startsAt, STAFF, NOON).visit).toBe(visit);
    const moving = beginMove(visit, hours(30), STAFF, NOON).visit;
    expect(beginMove(moving, hours(30), STAFF, NOON).visit).toBe(moving);
    expect(() => beginMove(moving, hours(31), STAFF, NOON)).toThrow(expect.objectContaining({ code: 'in_progress' }));
  });

  test('that is over cannot be moved', () => {
    expect(() => beginMove(aVisit(), hours(48), STAFF, hours(25))).toThrow(
      expect.objectContaining({ code: 'visit_past' }),
    );
  });

  test('tells where it was and which claim that frees when it moved', () => {
    const moving = beginMove(aVisit(), hours(30), STAFF, NOON).visit;
    const { visit, events, freed } = completeMove(moving, slotAt(hours(30)), hours(1));
    expect(visit).toMatchObject({ claimNo: 2, lastClaimNo: 2, version: 3, scheduleRevision: 2, move: null });
    expect(events).toMatchObject([{ type: 'moved', previousStartsAt: hours(24), releasedClaimNo: 1, by: STAFF }]);
    expect(freed).toEqual([1]);
  });

  test('has an absence marked from its start on; the schedule stays as it was', () => {
    const visit = aVisit();
    expect(() => markAbsence(visit, true, STAFF, hours(23))).toThrow(
      expect.objectContaining({ code: 'visit_not_past' }),
    );
    const marked = markAbsence(visit, true, STAFF, hours(24));
    expect(marked.visit).toMatchObject({ absent: true, version: 3, scheduleRevision: 1 });
    expect(markAbsence(marked.visit, true, STAFF, hours(25)).events).toEqual([]);
    expect(markAbsence(marked.visit, false, STAFF, hours(25)).visit.absent).toBe(false);
  });

  test('has begun at its start and is past at its end', () => {
    const visit = aVisit();
    expect(hasBegun(visit, hours(24).subtract({ seconds: 1 }))).toBe(false);
    expect(hasBegun(visit, hours(24))).toBe(true);
    expect(isPast(visit, hours(24))).toBe(false);
    expect(isPast(visit, visit.endsAt)).toBe(true);
  });
});
