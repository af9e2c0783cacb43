import { processName, type Service } from '../stack/services';
import { type Replicas, replicasUpTo } from '../stack/settings';
import { type Chance, chanceOf } from './random';

/** What a client may do. `again` repeats a request under its key, `reuse` asks for something else under it. */
export type OperationKind =
  | 'book'
  | 'teleconsultation'
  | 'again'
  | 'reuse'
  | 'cancel'
  | 'staff-cancel'
  | 'move'
  | 'block'
  | 'unblock'
  | 'settings'
  | 'absence'
  | 'ban'
  | 'unban'
  | 'pay'
  | 'availability'
  | 'planning'
  | 'mine';

/** One arrival: who, where, and the dice that choose among what is known when it is due. */
export interface Operation {
  readonly id: number;
  /** From the start of the load. */
  readonly atMs: number;
  readonly kind: OperationKind;
  readonly office: number;
  readonly patient: number;
  readonly dice: readonly [number, number, number];
}

export type FaultKind = 'kill' | 'stop' | 'pause' | 'backend' | 'clock';

export interface Fault {
  readonly id: number;
  readonly atMs: number;
  readonly kind: FaultKind;
  /** A process of the stack, or the clock. */
  readonly target: string;
  /** How long a pause lasts; where a clock jump leads, as its distance from the machine's time. */
  readonly ms: number;
}

export interface Plan {
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
}

export interface PlanOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly offices: number;
  readonly patients: number;
  readonly perSecond: number;
  readonly secondsBetweenFaults: number;
  /** Rare, since it is away for ten seconds and more. */
  readonly keycloakToo: boolean;
  /** The second and third processes of a replicated stack are struck, too. */
  readonly replicas: Replicas;
}

const OPERATIONS: readonly (readonly [OperationKind, number])[] = [
  ['book', 30],
  ['teleconsultation', 8],
  ['again', 9],
  ['reuse', 2],
  ['cancel', 9],
  ['staff-cancel', 5],
  ['move', 13],
  ['block', 4],
  ['unblock', 4],
  ['settings', 2],
  ['absence', 2],
  ['ban', 1.5],
  ['unban', 3],
  ['pay', 3],
  ['availability', 6],
  ['planning', 4],
  ['mine', 3],
];

const SERVICES = ['gateway', 'identity', 'office-config', 'scheduling', 'booking', 'notification', 'payment'] as const;

const KILLED: readonly (readonly [string, number])[] = [
  ['gateway', 2],
  ['identity', 2],
  ['office-config', 2],
  ['scheduling', 5],
  ['booking', 6],
  ['notification', 3],
  ['payment', 2],
  ['postgres', 3],
  ['kafka', 2],
  ['redis', 1.5],
  ['mongodb', 1.5],
];

const PAUSED: readonly (readonly [string, number])[] = [
  ['scheduling', 5],
  ['booking', 5],
  ['notification', 2],
  ['payment', 2],
  ['identity', 1],
  ['office-config', 2],
  ['gateway', 1],
  ['postgres', 2],
  ['kafka', 2],
  ['redis', 1],
  ['mail', 1.5],
];

const REPLICATED: readonly (readonly [Service['name'], number])[] = [
  ['scheduling', 4],
  ['booking', 5],
  ['notification', 2],
];

const FAULTS: readonly (readonly [FaultKind, number])[] = [
  ['kill', 50],
  ['pause', 25],
  ['stop', 8],
  ['backend', 7],
  ['clock', 10],
];

/** Short of a wait for a claim, of a call's deadline, of a session with Kafka, and longer than each. */
const PAUSES_MS = [300, 1_500, 4_000, 7_000, 12_000, 22_000] as const;
const HOUR_MS = 3_600_000;
/** Within the days on which the load books, so that visits begin, reminders fall due, and both are taken back again. */
const CLOCKS_MS = [0, 0, 90_000, -90_000, HOUR_MS, -2 * HOUR_MS, 26 * HOUR_MS, 74 * HOUR_MS, 170 * HOUR_MS] as const;

/** The same options give the same operations and faults, each at its instant. */
export const planOf = (options: PlanOptions): Plan => {
  const endMs = options.seconds * 1_000;
  return {
    operations: [...operations(options, chanceOf(options.seed), endMs)],
    faults: [...faults(options, chanceOf(options.seed ^ 0x5f3759df), endMs)],
  };
};

function* operations(options: PlanOptions, chance: Chance, endMs: number): Generator<Operation> {
  const meanMs = 1_000 / options.perSecond;
  let id = 0;
  for (let atMs = chance.pause(meanMs); atMs < endMs; atMs += chance.pause(meanMs)) {
    yield {
      id: id++,
      atMs: Math.round(atMs),
      kind: chance.weighted(OPERATIONS),
      // The square makes some offices hot.
      office: Math.floor(chance.next() ** 2 * options.offices),
      patient: Math.floor(chance.next() * options.patients),
      dice: [chance.next(), chance.next(), chance.next()],
    };
  }
}

function* faults(options: PlanOptions, chance: Chance, endMs: number): Generator<Fault> {
  const meanMs = options.secondsBetweenFaults * 1_000;
  let id = 0;
  for (let atMs = chance.pause(meanMs); atMs < endMs; atMs += chance.pause(meanMs)) {
    const kind = chance.weighted(FAULTS);
    const { target, ms } = aim(kind, chance, options);
    yield { id: id++, atMs: Math.round(atMs), kind, target, ms };
  }
}

const aim = (kind: FaultKind, chance: Chance, options: PlanOptions): { target: string; ms: number } => {
  const one = <T>(list: readonly T[]): T => chance.weighted(list.map((entry) => [entry, 1] as const));
  const more = replicasUpTo(options.replicas)
    .slice(1)
    .flatMap((replica) => REPLICATED.map(([name, weight]) => [processName({ name, replica }), weight] as const));
  switch (kind) {
    case 'kill': {
      const rare: typeof KILLED = options.keycloakToo ? [['keycloak', 0.7]] : [];
      return { target: chance.weighted([...KILLED, ...more, ...rare]), ms: 0 };
    }
    case 'stop':
      return { target: one(['postgres', 'kafka', ...SERVICES]), ms: 0 };
    case 'backend':
      return { target: 'postgres', ms: 0 };
    case 'clock':
      return { target: 'clock', ms: one(CLOCKS_MS) };
    case 'pause': {
      const target = chance.weighted([...PAUSED, ...more]);
      const longest = target === 'postgres' ? 7_000 : options.seconds * 250;
      return { target, ms: one(PAUSES_MS.filter((ms) => ms <= longest)) };
    }
  }
};
