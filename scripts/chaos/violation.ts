/** Something that must never be, with what shows it. */
export interface Violation {
  /** `lost`: promised and gone. `doubled`: once became twice. `stuck`: did not come to its end. `untrue`: else. */
  readonly sort: 'lost' | 'doubled' | 'stuck' | 'untrue';
  /** The number of the invariant in the design's list. */
  readonly invariant: 1 | 2 | 3 | 4 | 5 | 6;
  readonly text: string;
  /** Calls, events and rows that show it. */
  readonly evidence: readonly string[];
}

export const violation = (
  sort: Violation['sort'],
  invariant: Violation['invariant'],
  text: string,
  ...evidence: readonly string[]
): Violation => ({ sort, invariant, text, evidence });
