import fc from 'fast-check';
import { type BilledVisit, type Due, type DueState, dueOf, type Mark, markAs, voidBy, voidDueOf } from './due';

const at = (instant: string) => Temporal.Instant.from(instant);
const BOOKED = at('2027-01-05T10:00:00Z');
const LATER = at('2027-01-06T10:00:00Z');

const aVisit = (change: Partial<BilledVisit> = {}): BilledVisit => ({
  visitId: 'visit',
  officeId: 'office',
  teleconsultation: true,
  priceCents: 2_500,
  version: 3,
  ...change,
});
const aDue = (state: DueState): Due => ({
  visitId: 'visit',
  officeId: 'office',
  amountCents: 2_500,
  currency: 'EUR',
  state,
  version: 1,
  visitVersion: 3,
  visitCancelled: state === 'void',
  changedAt: BOOKED,
});

test('a teleconsultation makes the price of its booking due, a visit at the office nothing', () => {
  expect(dueOf(aVisit(), BOOKED)).toEqual(aDue('unpaid'));
  expect(dueOf(aVisit({ teleconsultation: false }), BOOKED)).toBeUndefined();
});

test('a teleconsultation of an office without a price is due all the same, so that it can be marked', () => {
  expect(dueOf(aVisit({ priceCents: 0 }), BOOKED)).toMatchObject({ state: 'unpaid', amountCents: 0 });
});

test.each([
  ['unpaid', 'void', 2],
  ['exempt', 'void', 2],
  ['paid', 'paid', 1],
] as const)('a cancellation makes a due that is %s: %s, version %d', (state, becomes, version) => {
  expect(voidBy(aDue(state), aVisit({ version: 4 }), LATER)).toMatchObject({
    state: becomes,
    version,
    visitVersion: 4,
    visitCancelled: true,
  });
});

test('a second cancellation changes nothing', () => {
  expect(voidBy(aDue('void'), aVisit({ version: 4 }), LATER)).toBeUndefined();
});

test('a cancellation that comes before its booking leaves a due that is void', () => {
  expect(voidDueOf(aVisit({ version: 4 }), LATER)).toMatchObject({ state: 'void', version: 1, visitCancelled: true });
  expect(voidDueOf(aVisit({ teleconsultation: false }), LATER)).toBeUndefined();
});

test('an event that is no newer than the last one applied changes nothing', () => {
  expect(voidBy(aDue('unpaid'), aVisit({ version: 3 }), LATER)).toBeUndefined();
});

test('staff may say paid, unpaid or exempt in any order, but not of a cancelled visit', () => {
  const marks = fc.constantFrom<Mark>('paid', 'unpaid', 'exempt');
  fc.assert(
    fc.property(fc.array(marks), (said) => {
      let due = aDue('unpaid');
      for (const mark of said) {
        const marked = markAs(due, mark, LATER);
        if (due.state === mark) expect(marked).toBeUndefined();
        else expect(marked).toMatchObject({ state: mark, version: due.version + 1, changedAt: LATER });
        if (marked && marked !== 'refused') due = marked;
      }
    }),
  );
  expect(markAs(aDue('void'), 'paid', LATER)).toBe('refused');
});

test('once the visit is cancelled nothing becomes due again, whatever staff say, and what was paid stays until they say otherwise', () => {
  const step = fc.constantFrom<Mark | 'cancel'>('paid', 'unpaid', 'exempt', 'cancel');
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let due = aDue('unpaid');
      let paid = false;
      let cancelled = false;
      for (const [index, what] of steps.entries()) {
        const next = what === 'cancel' ? voidBy(due, { version: 10 + index }, LATER) : markAs(due, what, LATER);
        if (next && next !== 'refused') due = next;
        if (what === 'cancel') cancelled = true;
        else if (!cancelled || what !== 'paid') paid = what === 'paid';
        if (cancelled) expect(due).toMatchObject({ state: paid ? 'paid' : 'void', visitCancelled: true });
      }
    }),
  );
});
