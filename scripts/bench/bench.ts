import type { Environment } from '../stack/environment';
import type { Say } from '../stack/report';
import type { Secrets } from '../stack/secrets';
import type { StackSettings } from '../stack/settings';

/** One line of the report. */
export interface Row {
  /** What was measured. */
  readonly what: string;
  readonly figure: string;
  /** The goal, where there is one, and whether the figure reaches it. */
  readonly goal?: string;
  readonly reached?: boolean;
  /** What limits it, or what it was measured beside. */
  readonly because?: string;
}

/** What a bench works with: a running stack, and how long it may take. */
export interface Bench {
  readonly settings: StackSettings;
  readonly secrets: Secrets;
  readonly environment: Environment;
  /** Where the gateway answers. */
  readonly url: string;
  /** True: short runs, to see whether everything works. Their figures say little. */
  readonly quick: boolean;
  /** True: what downloads and builds cost is measured, too. */
  readonly cold: boolean;
  /** Offices from this number on are nobody else's. */
  readonly firstOffice: number;
  readonly say: Say;
}

export type RunBench = (bench: Bench) => Promise<Row[]>;

export const milliseconds = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : `${value.toFixed(0)} ms`;
export const perSecond = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)}/s`;
export const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

/** The value below which this share of them lies; `values` need not be sorted. */
export const percentile = (values: readonly number[], share: number): number => {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
};
