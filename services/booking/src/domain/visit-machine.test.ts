import fc from 'fast-check';
import {
  type Actor,
  beginMove,
  book,
  type Change,
  cancel,
  completeMove,
  giveUpMove,
  markAbsence,
  refuse,
  request,
  type Slot,
  type Visit,
} from './visit';

const NOON = Temporal.Instant.from('2027-01-12T11:00:00Z');
const FIRST_HOUR = 1;
const VISIT_HOURS = 0.25;
const STAFF: Actor = { kind: 'staff', id: 'secretary' };
const NO = { kind: 'conflict', code: 'slot_taken', message: '', details: {} } as const;
const hours = (n: number): Temporal.Instant => NOON.add({ minutes: 60 * n });
const slotAt = (startsAt: Temporal.Instant): Slot => ({
  startsAt,
  endsAt: startsAt.add({ minutes: 60 * VISIT_HOURS }),
  tz: 'Europe/Paris',
});

/** What a reader of the rules expects, in words of its own. */
interface Model {
  hour: number;
  state: Visit['state'];
  startsAtHour: number;
  movingToHour: number | undefined;
  absent: boolean;
  /** Numbers given to claims, and those said to be freed. */
  given: Set<number>;
  freed: Set<number>;
}
interface Real {
  visit: Visit;
}

/** What a step may change, when it is allowed at all. */
interface Expected {
  told?: 'booked' | 'moved' | 'cancelled' | 'absence_marked';
  /** Nobody is told, but the visit is another. */
  silent?: boolean;
  takes?: boolean;
}

abstract class Step implements fc.Command<Model, Real> {
  abstract transition(visit: Visit, at: Temporal.Instant): Change;
  /** Plays the step in the model; undefined when the rules forbid it, which leaves the model alone. */
  abstract play(model: Model): Expected | undefined;
  abstract toString(): string;
  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const before = Object.freeze({ ...real.visit });
    const at = hours(model.hour);
    const expected = this.play(model);
    if (!expected) {
      expect(() => this.transition(before, at)).toThrow();
      return;
    }
    const { visit, events, freed } = this.transition(before, at);
    real.visit = visit;
    expect(events.map(({ type }) => type)).toEqual(expected.told ? [expected.told] : []);
    for (const event of events) expect(event.visit).toBe(visit);

    const isChange = expected.told !== undefined || expected.silent === true;
    expect(visit.version).toBe(before.version + (isChange ? 1 : 0));
    const isReschedule = expected.told !== undefined && expected.told !== 'absence_marked';
    expect(visit.scheduleRevision).toBe(before.scheduleRevision + (isReschedule ? 1 : 0));
    if (isChange) expect(visit.changedAt.equals(at)).toBe(true);

    if (expected.takes) {
      expect(model.given.has(visit.lastClaimNo)).toBe(false);
      model.given.add(visit.lastClaimNo);
    }
    for (const claimNo of freed) {
      expect([model.given.has(claimNo), model.freed.has(claimNo)]).toEqual([true, false]);
      model.freed.add(claimNo);
    }
    expectAgreement(model, visit);
  }
}

const expectAgreement = (model: Model, visit: Visit): void => {
  expect(visit.state).toBe(model.state);
  expect(visit.startsAt.equals(hours(model.startsAtHour))).toBe(true);
  expect(visit.absent).toBe(model.absent);
  expect(visit.move?.startsAt.toString()).toBe(
    model.movingToHour === undefined ? undefined : hours(model.movingToHour).toString(),
  );
  expect([visit.bookedAt !== null, visit.refusal !== null]).toEqual([
    model.state === 'booked' || model.state === 'cancelled',
    model.state === 'refused',
  ]);
  const standing = visit.state === 'requested' || visit.state === 'booked' ? [visit.claimNo] : [];
  if (visit.move) standing.push(visit.move.claimNo);
  expect([...model.given].filter((claimNo) => !model.freed.has(claimNo)).sort()).toEqual(standing.sort());
  expect(visit.lastClaimNo).toBe(Math.max(...model.given));
};

class Book extends Step {
  transition = (visit: Visit, at: Temporal.Instant) => book(visit, slotAt(visit.startsAt), at);
  play(model: Model): Expected | undefined {
    if (model.state !== 'requested') return undefined;
    model.state = 'booked';
    return { told: 'booked' };
  }
  toString = () => 'book';
}

class Refuse extends Step {
  transition = (visit: Visit, at: Temporal.Instant) => refuse(visit, NO, at);
  play(model: Model): Expected | undefined {
    if (model.state !== 'requested') return undefined;
    model.state = 'refused';
    return { silent: true };
  }
  toString = () => 'refuse';
}

class Cancel extends Step {
  transition = (visit: Visit, at: Temporal.Instant) => cancel(visit, STAFF, at);
  play(model: Model): Expected | undefined {
    if (model.state === 'cancelled') return {};
    if (model.state !== 'booked') return undefined;
    model.state = 'cancelled';
    model.movingToHour = undefined;
    return { told: 'cancelled' };
  }
  toString = () => 'cancel';
}

class BeginMove extends Step {
  constructor(readonly to: number) {
    super();
  }
  transition = (visit: Visit, at: Temporal.Instant) => beginMove(visit, hours(this.to), STAFF, at);
  play(model: Model): Expected | undefined {
    if (model.state !== 'booked' || model.hour >= model.startsAtHour + VISIT_HOURS) return undefined;
    if (model.movingToHour === this.to) return {};
    if (model.movingToHour !== undefined) return undefined;
    if (model.startsAtHour === this.to) return {};
    model.movingToHour = this.to;
    return { takes: true };
  }
  toString = () => `move to ${this.to} h`;
}

class CompleteMove extends Step {
  transition = (visit: Visit, at: Temporal.Instant) => completeMove(visit, slotAt(visit.move?.startsAt ?? NOON), at);
  play(model: Model): Expected | undefined {
    if (model.movingToHour === undefined) return undefined;
    model.startsAtHour = model.movingToHour;
    model.movingToHour = undefined;
    return { told: 'moved' };
  }
  toString = () => 'complete the move';
}

class GiveUpMove extends Step {
  transition = (visit: Visit) => giveUpMove(visit);
  play(model: Model): Expected {
    model.movingToHour = undefined;
    return {};
  }
  toString = () => 'give the move up';
}

class MarkAbsence extends Step {
  constructor(readonly absent: boolean) {
    super();
  }
  transition = (visit: Visit, at: Temporal.Instant) => markAbsence(visit, this.absent, STAFF, at);
  play(model: Model): Expected | undefined {
    if (model.state !== 'booked' || model.hour < model.startsAtHour) return undefined;
    if (model.absent === this.absent) return {};
    model.absent = this.absent;
    return { told: 'absence_marked' };
  }
  toString = () => (this.absent ? 'mark absent' : 'take the absence back');
}

class Wait implements fc.Command<Model, Real> {
  constructor(readonly quarters: number) {}
  check = () => true;
  run(model: Model): void {
    model.hour += this.quarters * VISIT_HOURS;
  }
  toString = () => `wait ${this.quarters} quarters`;
}

const commands = fc.commands(
  [
    // More than once: a visit that is not booked admits little else.
    fc.constant(new Book()),
    fc.constant(new Book()),
    fc.constant(new Refuse()),
    fc.constant(new Cancel()),
    fc.integer({ min: FIRST_HOUR, max: FIRST_HOUR + 2 }).map((hour) => new BeginMove(hour)),
    fc.constant(new CompleteMove()),
    fc.constant(new GiveUpMove()),
    fc.boolean().map((absent) => new MarkAbsence(absent)),
    // Now and then past the start and the end of the visit, which an absence and a refused move need.
    fc.integer({ min: 1, max: 5 }).map((quarters) => new Wait(quarters)),
  ],
  { maxCommands: 40, size: 'max' },
);

test('whatever happens to a visit in whatever order, it does as the rules say, tells each change once, and never loses, doubles or reuses a claim', () => {
  fc.assert(
    fc.property(commands, (steps) => {
      fc.modelRun(() => {
        const asked = {
          id: 'visit',
          officeId: 'office',
          patientId: 'patient',
          startsAt: hours(FIRST_HOUR),
          tz: 'Europe/Paris',
        };
        const visit = request({ ...asked, reason: '', phone: '', teleconsultation: false, priceCents: 0 }, NOON);
        const model: Model = {
          hour: 0,
          state: 'requested',
          startsAtHour: FIRST_HOUR,
          movingToHour: undefined,
          absent: false,
          given: new Set([1]),
          freed: new Set(),
        };
        return { model, real: { visit } };
      }, steps);
    }),
    { numRuns: 150 },
  );
});
