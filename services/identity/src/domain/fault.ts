/** A field that breaks a rule. `rule` is stable; `message` is English. */
export interface Fault {
  field: string;
  rule: string;
  message: string;
}
