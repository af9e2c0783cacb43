import { notFound } from '@creneau/chassis';
import type { Block } from '../domain/block';
import type { Claim } from '../domain/claim';
import { freeSlots, overlaps, type PlanningDay, type Span, wholeDay } from '../domain/planning-day';
import { localDate, type OfficeSchedule } from '../domain/schedule';
import { zoneDay } from '../domain/zone-day';
import { findBlocks } from '../outbound/postgres/block-repository';
import { heldClaims } from '../outbound/postgres/claim-repository';
import { findDays } from '../outbound/postgres/day-repository';
import { findSchedule } from '../outbound/postgres/schedule-repository';
import { epochSeconds } from './messages';
import type { Deps } from './ports';

/** The days of a range with all that takes time in them. */
export interface PlanningRange {
  tz: string;
  days: PlanningDay[];
  claims: Claim[];
  blocks: Block[];
}

export interface DayAvailability {
  day: PlanningDay;
  free: Span[];
}

/** Nearest slots are looked for this many days before and after. */
const NEAREST_DAYS = { before: 7, after: 21 };

export const makeReadPlanning = (d: Pick<Deps, 'postgres' | 'clock'>) => {
  const schedule = async (officeId: string): Promise<OfficeSchedule> => {
    const found = await findSchedule(d.postgres, officeId);
    if (!found?.generatedThrough) throw notFound('planning_not_generated', 'The office has no planning yet.');
    return found;
  };

  /** Days, claims and blocks from..to, both inclusive. Throws `not_found` (planning_not_generated). */
  const range = async (officeId: string, from: Temporal.PlainDate, to: Temporal.PlainDate): Promise<PlanningRange> => {
    const { tz } = await schedule(officeId);
    const span = { startS: zoneDay(tz, from).startAt(0), endS: zoneDay(tz, to.add({ days: 1 })).startAt(0) };
    const [days, claims, blocks] = await Promise.all([
      findDays(d.postgres, officeId, from, to),
      heldClaims(d.postgres, officeId, span),
      findBlocks(d.postgres, officeId, span),
    ]);
    return { tz, days, claims, blocks };
  };

  /** The days of a range that a block reaches into. */
  const blockedDays = ({ days, blocks }: PlanningRange): PlanningDay[] =>
    blocks.length === 0 ? [] : days.filter((day) => blocks.some(({ span }) => overlaps(span, wholeDay(day))));

  /** What a patient may choose from: a start offered is a start accepted. */
  const availability = async (
    officeId: string,
    from: Temporal.PlainDate,
    to: Temporal.PlainDate,
  ): Promise<{ tz: string; days: DayAvailability[] }> => {
    const { tz, days, claims, blocks } = await range(officeId, from, to);
    const busy = [...claims, ...blocks].map((taken) => taken.span);
    const nowS = epochSeconds(d.clock.now());
    return { tz, days: days.map((day) => ({ day, free: freeSlots(day, busy, nowS) })) };
  };

  /** The free slots closest to an instant, ascending. */
  const nearest = async (
    officeId: string,
    around: Temporal.Instant,
    count: number,
  ): Promise<{ tz: string; slots: Span[] }> => {
    const { tz } = await schedule(officeId);
    const date = localDate(around, tz);
    const { days } = await availability(
      officeId,
      date.subtract({ days: NEAREST_DAYS.before }),
      date.add({ days: NEAREST_DAYS.after }),
    );
    const aroundS = epochSeconds(around);
    const slots = days
      .flatMap((day) => day.free)
      .sort((a, b) => Math.abs(a.startS - aroundS) - Math.abs(b.startS - aroundS))
      .slice(0, count)
      .sort((a, b) => a.startS - b.startS);
    return { tz, slots };
  };

  return { range, blockedDays, availability, nearest };
};
