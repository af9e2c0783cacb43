import { remembering } from './remembering';

/** Says nothing when well; throws or rejects with the reason when not. */
export type Check = () => Promise<void> | void;

/**
 * What a check is needed for. `serving`: requests would fail without it. `complete`: requests are answered without it, but
 * something behind them stands still, such as a consumer that waits for its broker: taking the process out of service for that
 * would make one fault into two.
 */
export type Need = 'serving' | 'complete';

/** Names of checks that fail, with the reason. */
export type Faults = Record<string, string>;

const PATIENCE_MS = 2_000;
/** Probes come from several sides, and cost something: whoever asks meanwhile gets the same answer. */
const REMEMBERED_MS = 1_000;

/** For what a process needs to begin with and can do without for a while: passed once, it passes for good. */
export const onceWell = (check: Check): Check => {
  let passed = false;
  return async () => {
    if (passed) return;
    await check();
    passed = true;
  };
};

/**
 * Whether the process may get work. Ready = started, not stopping, and every check that serving needs passes now.
 * Liveness is separate and asks only whether the process answers at all, so that a dead database restarts nobody.
 */
export class Health {
  readonly #checks = new Map<string, { check: Check; need: Need }>();
  #phase: 'starting' | 'running' | 'stopping' = 'starting';
  readonly #listeners: ((phase: string) => void)[] = [];
  readonly #looked = remembering(() => this.#look(), REMEMBERED_MS);

  check(name: string, check: Check, need: Need = 'serving'): void {
    this.#checks.set(name, { check, need });
  }

  started(): void {
    if (this.#phase === 'starting') this.#enter('running');
  }

  stopping(): void {
    this.#enter('stopping');
  }

  onPhase(listener: (phase: string) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Why the process does not serve, and what else it lacks; both empty when all is well. Each check has two seconds; the answer
   * may be a second old.
   */
  async faults(): Promise<Record<Need, Faults>> {
    return this.#phase === 'running' ? this.#looked() : { serving: { process: this.#phase }, complete: {} };
  }

  async #look(): Promise<Record<Need, Faults>> {
    const faults: Record<Need, Faults> = { serving: {}, complete: {} };
    await Promise.all(
      [...this.#checks].map(async ([name, { check, need }]) => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error('no answer within 2 s')), PATIENCE_MS);
        });
        try {
          await Promise.race([check(), late]);
        } catch (error) {
          faults[need][name] = error instanceof Error ? error.message : String(error);
        } finally {
          clearTimeout(timer);
        }
      }),
    );
    return faults;
  }

  #enter(phase: 'running' | 'stopping'): void {
    this.#phase = phase;
    for (const listener of this.#listeners) listener(phase);
  }
}
