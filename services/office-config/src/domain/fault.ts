import type { FieldRule } from '@creneau/chassis';

/** One field that breaks a rule. `rule` is stable; `message` is English and says what would be right. */
export interface Fault {
  /** Path in the document, for instance `weeklyHours[0].morning.start`. */
  field: string;
  rule: FieldRule;
  message: string;
  /** The rule's bound: `200`, `5–240`. */
  limit?: string;
}
