import type { Say } from './report';

/** A process that was started, seen from outside. */
export interface Running {
  readonly pid: number;
  /** Resolves with how it ended, whoever ended it. */
  readonly exited: Promise<string>;
  /** Asks it to end; resolves when it has. */
  stop(): Promise<void>;
}

/** How a process is asked to end in good order, and after how many milliseconds it is killed. */
export interface StopRule {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

export const usualStop: StopRule = { signal: 'SIGTERM', graceMs: 15_000 };

/** Something the supervisor keeps alive: a component of the stack or a service. */
export interface Unit {
  readonly name: string;
  readonly kind: 'component' | 'service';
  /** Where it answers, for people and for `npm run ps`. */
  readonly url: string;
  readonly ports: readonly number[];
  readonly log: string;
  /** Names of the units that must be ready before this one starts. */
  readonly needs: readonly string[];
  /** How long a start may take, in milliseconds. */
  readonly startMs: number;
  /** When it differs from the usual. */
  readonly stopRule?: StopRule;
  /** True for a server that somebody else runs: it is asked, never started or stopped. */
  readonly elsewhere?: boolean;
  /** Downloads and builds what starting needs; nothing to do when it is there. */
  prepare?(say: Say): Promise<void>;
  launch(): Promise<Running>;
  /** Resolves when it answers, rejects when it does not yet. */
  probe(): Promise<void>;
  /** Done once per start of the stack, when it answers: databases, realm. */
  settle?(say: Say): Promise<void>;
}
