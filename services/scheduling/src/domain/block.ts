import type { Span } from './planning-day';

/** Time the office made unavailable: leave, a holiday, something private. */
export interface Block {
  id: string;
  officeId: string;
  span: Span;
  label: string;
  placedBy: string;
  placedAt: Temporal.Instant;
}
