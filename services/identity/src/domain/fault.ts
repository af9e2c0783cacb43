import type { FieldRule } from '@creneau/chassis';

/** A field that breaks a rule. `rule` is stable; `message` is English. */
export interface Fault {
  field: string;
  rule: FieldRule;
  message: string;
  /** The rule's bound. */
  limit?: string;
}
