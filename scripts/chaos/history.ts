import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FaultKind, OperationKind } from './plan';

/** One request and its answer. Milliseconds are the machine's, since 1970. */
export interface Call {
  readonly type: 'call';
  readonly n: number;
  /** Of the plan; repetitions of a call without an answer share it. */
  readonly operation: number;
  readonly attempt: number;
  readonly kind: OperationKind;
  readonly officeId: string;
  /** Who asks: a patient's id, or `staff`. */
  readonly client: string;
  readonly patientId?: string;
  readonly key?: string;
  readonly visitId?: string;
  readonly blockId?: string;
  /** The time asked for, as an instant. */
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly expected?: readonly string[];
  readonly reason?: string;
  readonly wanted?: string | boolean;
  readonly startMs: number;
  readonly endMs: number;
  /** Null: none came, so that nobody knows what was done. */
  readonly status: number | null;
  readonly code?: string;
  readonly answer?: Answer;
}

/** What is kept of a body. */
export interface Answer {
  readonly appointmentId?: string;
  readonly blockId?: string;
  readonly startsAt?: string;
  readonly state?: string;
  readonly version?: number;
  readonly appointmentIds?: readonly string[];
}

export interface InjectedFault {
  readonly type: 'fault';
  readonly id: number;
  readonly kind: FaultKind;
  readonly target: string;
  readonly ms: number;
  readonly startMs: number;
  /** When the target was let go, or had begun again. */
  readonly endMs: number;
  /** False when there was nothing to hit: the target was down already. */
  readonly injected: boolean;
}

export interface History {
  readonly calls: readonly Call[];
  readonly faults: readonly InjectedFault[];
}

export interface Recorder extends History {
  readonly path: string;
  call(call: Omit<Call, 'type' | 'n'>): void;
  fault(fault: Omit<InjectedFault, 'type'>): void;
}

/** Keeps the history in memory and, line by line, in a file that outlives a crash of the run. */
export const openRecorder = (path: string): Recorder => {
  mkdirSync(dirname(path), { recursive: true });
  const calls: Call[] = [];
  const faults: InjectedFault[] = [];
  const write = (line: Call | InjectedFault): void => appendFileSync(path, `${JSON.stringify(line)}\n`);
  return {
    path,
    calls,
    faults,
    call: (call) => {
      const line: Call = { type: 'call', n: calls.length, ...call };
      calls.push(line);
      write(line);
    },
    fault: (fault) => {
      const line: InjectedFault = { type: 'fault', ...fault };
      faults.push(line);
      write(line);
    },
  };
};

/** Done for certain. */
export const isDone = (call: Call): boolean => call.status !== null && call.status < 300;

/**
 * Nobody knows whether it was done, or will be: no answer, an answer that says "not now", or one that says that it goes on.
 */
export const isOpen = (call: Call): boolean =>
  call.status === null || call.status >= 500 || call.code === 'in_progress' || call.status === 408;

/** Refused for certain. */
export const isRefused = (call: Call): boolean => !isDone(call) && !isOpen(call);

/** For people who read a report. */
export const named = (call: Call): string =>
  `#${call.n} ${call.kind} ${call.visitId ?? call.answer?.appointmentId ?? call.blockId ?? call.key ?? ''} → ${call.status ?? 'no answer'}${call.code ? ` ${call.code}` : ''} (${new Date(call.startMs).toISOString()})`;
