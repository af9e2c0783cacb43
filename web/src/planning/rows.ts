import type { Planning, PlanningBlock, PlanningVisit } from '../api/staff';
import { type DayText, dayOf, epochOf, type InstantText } from '../time/format';

export type VisitRow = { kind: 'visit'; key: string; startsAt: InstantText; visit: PlanningVisit };
/** One end of an unavailable time, or all of it when it covers a single slot. */
export type UnavailableRow = {
  kind: 'unavailable';
  key: string;
  startsAt: InstantText;
  label: string | null;
  part: 'only' | 'first' | 'last';
};
export type Row = VisitRow | UnavailableRow;
export type DayRows = { day: DayText; rows: Row[] };

/** An unavailable time of more than one slot is summed up by its first and its last slot (E1). */
export const blockRows = (block: PlanningBlock): UnavailableRow[] => {
  const { firstSlot, lastSlot, blockId, label } = block;
  if (!firstSlot || !lastSlot) return [];
  const row = (part: UnavailableRow['part'], startsAt: InstantText): UnavailableRow => ({
    kind: 'unavailable',
    key: `${blockId}:${part}`,
    startsAt,
    label,
    part,
  });
  if (epochOf(firstSlot.startsAt) === epochOf(lastSlot.startsAt)) return [row('only', firstSlot.startsAt)];
  return [row('first', firstSlot.startsAt), row('last', lastSlot.startsAt)];
};

/** Visits and unavailable times to come, by time, day by day in the office's calendar. */
export const comingByDay = (
  { coming, untilMs }: Seen,
  blocks: readonly PlanningBlock[],
  timeZone: string,
): DayRows[] => {
  const rows: Row[] = [
    ...coming.map((visit): VisitRow => ({ kind: 'visit', key: visit.appointmentId, startsAt: visit.startsAt, visit })),
    // Nothing where visits are missing.
    ...blocks.flatMap(blockRows).filter(({ startsAt }) => epochOf(startsAt) < untilMs),
  ];
  rows.sort((a, b) => epochOf(a.startsAt) - epochOf(b.startsAt) || a.key.localeCompare(b.key));
  const days = new Map<DayText, Row[]>();
  for (const row of rows) {
    const day = dayOf(row.startsAt, timeZone);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days].map(([day, dayRows]) => ({ day, rows: dayRows }));
};

/** The visit under way: the last one begun that has not ended. */
export const currentVisit = (visits: readonly PlanningVisit[], nowMs: number): PlanningVisit | undefined =>
  visits.filter((v) => epochOf(v.startsAt) <= nowMs && nowMs < epochOf(v.endsAt)).at(-1);

/** The first visit that has not begun. */
export const nextVisit = (visits: readonly PlanningVisit[], nowMs: number): PlanningVisit | undefined =>
  visits.find((v) => epochOf(v.startsAt) > nowMs);

/** No line is lower, even in small letters. */
const LINE_PX = 40;

/** What is to come before a moment, which is never when it is all of it. */
export type Seen = { coming: readonly PlanningVisit[]; untilMs: number };

/** As far as a window so high shows it, when the list opens on the visit of the moment. */
export const seenFirst = (coming: readonly PlanningVisit[], nowMs: number, heightPx: number): Seen => {
  const opening = currentVisit(coming, nowMs) ?? nextVisit(coming, nowMs);
  const end = (opening ? coming.indexOf(opening) : 0) + Math.ceil(heightPx / LINE_PX);
  const next = coming[end];
  return { coming: coming.slice(0, end), untilMs: next ? epochOf(next.startsAt) : Infinity };
};

/** Nothing at all, not even of the past. */
export const isEmpty = ({ coming, past, followUp, blocks, homeVisits }: Planning): boolean =>
  coming.length === 0 && past.length === 0 && followUp.length === 0 && blocks.length === 0 && !homeVisits.text.trim();

/** Whole minutes since a moment; none before the first has passed. */
export const minutesSince = (instant: InstantText, nowMs: number): number =>
  Math.max(0, Math.floor((nowMs - epochOf(instant)) / 60_000));

export const isOver = (visit: PlanningVisit, nowMs: number): boolean => epochOf(visit.endsAt) <= nowMs;
