import fc from 'fast-check';
import {
  type Actor,
  beginMove,
  book,
  type Change,
  cancel,
  completeMove,
  giveUpMove,
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

/** What scheduling would hold and what people were told, kept beside the visit while random transitions run. */
interface Model {
  state: Visit['state'];
  startsAtHour: number;
  movingToHour: number | undefined;
  claimed: Set<number>;
  freed: Set<number>;
  told: string[];
}

type Step = { run: (visit: Visit, model: Model, at: Temporal.Instant) => Change | undefined; name: string };

/** Each step says itself whether it is allowed, in the model's terms; a refused one must throw and change nothing. */
const attempt = (allowed: boolean, transition: () => Change): Change | undefined => {
  if (allowed) return transition();
  expect(transition).toThrow();
  return undefined;
};

const bookStep: Step = {
  name: 'book',
  run: (visit, model, at) => {
    const change = attempt(model.state === 'requested', () => book(visit, slotAt(visit.startsAt), at));
    if (change) model.state = 'booked';
    if (change) model.told.push('booked');
    return change;
  },
};
const refuseStep: Step = {
  name: 'refuse',
  run: (visit, model, at) => {
    const change = attempt(model.state === 'requested', () => refuse(visit, NO, at));
    if (change) model.state = 'refused';
    return change;
  },
};
const cancelStep: Step = {
  name: 'cancel',
  run: (visit, model, at) => {
    const change = attempt(model.state === 'booked' || model.state === 'cancelled', () => cancel(visit, STAFF, at));
    if (!change) return undefined;
    if (model.state === 'booked') model.told.push('cancelled');
    model.state = 'cancelled';
    model.movingToHour = undefined;
    return change;
  },
};
const beginMoveStep = (hour: number): Step => ({
  name: `move to ${hour}`,
  run: (visit, model, at) => {
    const elsewhere = model.movingToHour !== undefined && model.movingToHour !== hour;
    const change = attempt(model.state === 'booked' && !elsewhere, () => beginMove(visit, hours(hour), STAFF, at));
    if (change && (model.movingToHour !== undefined || hour !== model.startsAtHour)) {
      model.movingToHour = hour;
      model.claimed.add(change.visit.move?.claimNo ?? 0);
    }
    return change;
  },
});
const completeMoveStep: Step = {
  name: 'complete the move',
  run: (visit, model, at) => {
    const hour = model.movingToHour;
    const change = attempt(hour !== undefined, () => completeMove(visit, slotAt(hours(hour ?? 0)), at));
    if (!change) return undefined;
    model.startsAtHour = hour ?? 0;
    model.movingToHour = undefined;
    model.told.push('moved');
    return change;
  },
};
const giveUpMoveStep: Step = {
  name: 'give the move up',
  run: (visit, model) => {
    model.movingToHour = undefined;
    return giveUpMove(visit);
  },
};

const step = fc.oneof(
  fc.constantFrom(bookStep, refuseStep, cancelStep, completeMoveStep, giveUpMoveStep),
  fc.integer({ min: 20, max: 23 }).map(beginMoveStep),
);

test('any sequence of transitions keeps the state of a model, tells each fact once, and frees exactly the claims that no longer stand', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let visit = aRequest({ startsAt: hours(20), endsAt: hours(20) });
      const told: string[] = [];
      const model: Model = {
        state: 'requested',
        startsAtHour: 20,
        movingToHour: undefined,
        claimed: new Set([1]),
        freed: new Set(),
        told: [],
      };
      steps.forEach(({ run }, index) => {
        const before = visit;
        const change = run(visit, model, NOON.add({ minutes: index }));
        if (!change) return;
        visit = change.visit;
        for (const claimNo of change.freed) {
          expect(model.freed.has(claimNo)).toBe(false);
          model.freed.add(claimNo);
        }
        for (const event of change.events) {
          told.push(event.type);
          expect(event.visit).toBe(visit);
          expect(visit.version).toBe(before.version + 1);
          expect(visit.scheduleRevision).toBe(before.scheduleRevision + 1);
        }
        expect(visit.version).toBeGreaterThanOrEqual(before.version);
      });

      expect(told).toEqual(model.told);
      expect(visit.state).toBe(model.state);
      expect(visit.startsAt.equals(hours(model.startsAtHour))).toBe(true);
      expect(visit.move?.startsAt.toString()).toBe(
        model.movingToHour === undefined ? undefined : hours(model.movingToHour).toString(),
      );
      const standing = new Set<number>();
      if (visit.state === 'requested' || visit.state === 'booked') standing.add(visit.claimNo);
      if (visit.move) standing.add(visit.move.claimNo);
      expect([...model.claimed].filter((claimNo) => !model.freed.has(claimNo)).sort()).toEqual([...standing].sort());
      expect(visit.lastClaimNo).toBe(Math.max(...model.claimed));
    }),
    { numRuns: 500 },
  );
});
