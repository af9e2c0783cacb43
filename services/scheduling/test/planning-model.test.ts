import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Period, type Span, slotsOf } from '../src/domain/planning-day';
import { heldClaims } from '../src/outbound/postgres/claim-repository';
import { makeClaimSlot } from '../src/use-cases/claim-slot';
import { instant } from '../src/use-cases/messages';
import { makeLiftBlock, makePlaceBlock } from '../src/use-cases/place-block';
import { makeReadPlanning } from '../src/use-cases/read-planning';
import { makeReleaseClaim } from '../src/use-cases/release-claim';
import { anOffice, openStore, someSettings } from './planning-builder';

const VISITS = [0, 1, 2, 3, 4];
const DAY = Temporal.PlainDate.from('2027-03-28');

let store: Awaited<ReturnType<typeof openStore>>;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

type Step =
  | { do: 'claim'; visit: number; claimNo: number; slot: number; overbook: boolean }
  | { do: 'release'; visit: number; claimNo: number }
  | { do: 'block'; from: number; minutes: number; knows: boolean }
  | { do: 'lift'; nth: number };

const visit = fc.constantFrom(...VISITS);
const claimNo = fc.integer({ min: 1, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('claim'), visit, claimNo, slot: fc.nat(), overbook: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release'), visit, claimNo }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('block'),
      from: fc.nat(1_440),
      minutes: fc.integer({ min: 1, max: 90 }),
      knows: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lift'), nth: fc.nat() }) },
) as fc.Arbitrary<Step>;

/** The rules of claims and blocks in a few lines, without a database. */
interface Claimed {
  visit: number;
  claimNo: number;
  /** Undefined: released before it came. */
  slot: Span | undefined;
  lane: number;
  held: boolean;
}
const touches = (a: Span, b: Span): boolean => a.startS < b.endS && b.startS < a.endS;

class Model {
  readonly claims: Claimed[] = [];
  readonly blocks: { id: string; span: Span }[] = [];
  constructor(readonly slots: readonly Span[]) {}

  find = (of: number, no: number) => this.claims.find((known) => known.visit === of && known.claimNo === no);
  over = (span: Span) => this.claims.filter(({ held, slot }) => held && slot && touches(slot, span));

  claim(of: number, no: number, slot: Span, overbook: boolean): string {
    const known = this.find(of, no);
    if (known && !known.held) return 'claim_released';
    if (known) return known.slot?.startS === slot.startS ? `lane ${known.lane}` : 'claim_mismatch';
    if (this.blocks.some(({ span }) => touches(span, slot))) return 'slot_blocked';
    const others = this.over(slot).filter((other) => other.visit !== of);
    if (others.length > 0 && !overbook) return 'slot_taken';
    const lane = others.length > 0 ? Math.max(...others.map((other) => other.lane)) + 1 : 0;
    this.claims.push({ visit: of, claimNo: no, slot, lane, held: true });
    return `lane ${lane}`;
  }

  release(of: number, no: number): void {
    const known = this.find(of, no);
    if (known) known.held = false;
    else this.claims.push({ visit: of, claimNo: no, slot: undefined, lane: 0, held: false });
  }

  free(): number[] {
    const isFree = (slot: Span) => this.over(slot).length === 0 && !this.blocks.some(({ span }) => touches(span, slot));
    return this.slots.filter(isFree).map(({ startS }) => startS);
  }
}

const codeOf = (error: { code: string }): string => error.code;

test('any sequence of claims, releases, overrides and blocks ends as the rules say, and what is offered is what is left', async () => {
  const hours = fc.constantFrom<Period[]>(
    [[60, 240]],
    [
      [540, 720],
      [840, 1_020],
    ],
    [
      [0, 90],
      [100, 300],
    ],
  );
  const office = fc.record({ periods: hours, visitMinutes: fc.integer({ min: 12, max: 45 }) });
  await fc.assert(
    fc.asyncProperty(office, fc.array(step, { maxLength: 14 }), async ({ periods, visitMinutes }, steps) => {
      const settings = someSettings({ visitMinutes, weeklyPeriods: Array.from({ length: 7 }, () => periods) });
      const officeId = await anOffice(store.postgres, store.clock, settings);
      const midnightS = DAY.toZonedDateTime(settings.tz).epochMilliseconds / 1000;
      const wholeDay = { startS: midnightS, endS: midnightS + 26 * 3_600 };
      const model = new Model(slotsOf({ day: DAY, tz: settings.tz, visitMinutes, periods }));
      // Every office has its own visits.
      const ids: string[] = VISITS.map(() => randomUUID());
      const idOf = (n: number): string => ids[n] ?? '';

      for (const next of steps) {
        if (next.do === 'claim') {
          const slot = model.slots[next.slot % model.slots.length] as Span;
          const { overbook } = next;
          const cmd = {
            visitId: idOf(next.visit),
            claimNo: next.claimNo,
            officeId,
            start: instant(slot.startS),
            overbook,
          };
          const outcome = await makeClaimSlot(store)(cmd).then(({ claim }) => `lane ${claim.lane}`, codeOf);
          expect(outcome).toBe(model.claim(next.visit, next.claimNo, slot, overbook));
        } else if (next.do === 'release') {
          await makeReleaseClaim(store)({ officeId, visitId: idOf(next.visit), claimNo: next.claimNo });
          model.release(next.visit, next.claimNo);
        } else if (next.do === 'block') {
          const span = { startS: midnightS + next.from * 60, endS: midnightS + (next.from + next.minutes) * 60 };
          const over = [...new Set(model.over(span).map((claimed) => idOf(claimed.visit)))];
          const place = makePlaceBlock(store)({
            officeId,
            span,
            label: '',
            placedBy: idOf(0),
            expectedVisitIds: next.knows ? over : [],
          });
          const placed = await place.catch(codeOf);
          if (!next.knows && over.length > 0) expect(placed).toBe('visits_changed');
          else model.blocks.push(placed as { id: string; span: Span });
        } else {
          const [lifted] = model.blocks.splice(next.nth % Math.max(1, model.blocks.length), 1);
          const outcome = await makeLiftBlock(store)(officeId, lifted?.id ?? randomUUID()).then(() => 'lifted', codeOf);
          expect(outcome).toBe(lifted ? 'lifted' : 'block_not_found');
        }
      }
      const held = (await heldClaims(store.postgres, officeId, wholeDay)).map(
        (claim) => `${ids.indexOf(claim.visitId)} ${claim.claimNo} ${claim.lane} ${claim.span.startS}`,
      );
      const expected = model.claims.flatMap((claimed) =>
        claimed.held ? [`${claimed.visit} ${claimed.claimNo} ${claimed.lane} ${claimed.slot?.startS}`] : [],
      );
      expect(held.sort()).toEqual(expected.sort());
      const { days } = await makeReadPlanning(store).availability(officeId, DAY, DAY);
      expect(days.flatMap(({ free }) => free.map(({ startS }) => startS))).toEqual(model.free());
    }),
    { numRuns: 60 },
  );
});
