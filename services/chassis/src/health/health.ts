/** Says nothing when well; throws or rejects with the reason when not. */
export type Check = () => Promise<void> | void;

/**
 * Whether the process may get work. Ready = started, not stopping, and every check passes now.
 * Liveness is separate and asks only whether the process answers at all, so that a dead database restarts nobody.
 */
export class Health {
  readonly #checks = new Map<string, Check>();
  #phase: 'starting' | 'running' | 'stopping' = 'starting';
  readonly #listeners: ((phase: string) => void)[] = [];

  check(name: string, check: Check): void {
    this.#checks.set(name, check);
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

  /** The reasons why the process is not ready; empty when it is. Each check has two seconds. */
  async faults(): Promise<Record<string, string>> {
    if (this.#phase !== 'running') return { process: this.#phase };
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]): Promise<[string, string] | undefined> => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error('no answer within 2 s')), 2_000);
        });
        try {
          await Promise.race([check(), late]);
          return undefined;
        } catch (error) {
          return [name, error instanceof Error ? error.message : String(error)];
        } finally {
          clearTimeout(timer);
        }
      }),
    );
    return Object.fromEntries(results.filter((fault) => fault !== undefined));
  }

  #enter(phase: 'running' | 'stopping'): void {
    this.#phase = phase;
    for (const listener of this.#listeners) listener(phase);
  }
}
