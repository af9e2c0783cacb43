import type { Span } from './planning-day';

/** The time one visit takes. A move takes a new claim under the next number before the old one is released. */
export interface Claim {
  visitId: string;
  claimNo: number;
  officeId: string;
  /** 0 is for everybody and needs every lane free; a staff override gets a lane of its own. */
  lane: number;
  held: boolean;
  /** Empty for one that was released before it arrived. */
  span: Span;
}

/** A held claim, as far as another visit that wants the same time is concerned. */
export type TakenLane = Pick<Claim, 'visitId' | 'lane'>;

/**
 * The lane a visit may take beside the claims that overlap its time, or undefined when the time is taken. A claim of the
 * same visit does not count: a move may overlap its own old time.
 */
export const laneBeside = (
  overlapping: readonly TakenLane[],
  visitId: string,
  overbook: boolean,
): number | undefined => {
  const others = overlapping.filter((claim) => claim.visitId !== visitId);
  if (others.length === 0) return 0;
  return overbook ? Math.max(...others.map((claim) => claim.lane)) + 1 : undefined;
};
