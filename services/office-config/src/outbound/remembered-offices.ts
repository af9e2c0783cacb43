import type { OfficeState } from '../domain/office';

/** A plain office weighs this much; an address listed weighs one, about a hundred bytes. */
const OFFICE_WEIGHT = 100;
const MAX_WEIGHT = 1_000_000;
/** An office is read whole again after this long, so that nobody builds on entries that a compaction has long removed. */
const MAX_AGE_MS = 10 * 60_000;

interface Remembered {
  state: OfficeState;
  readMs: number;
}

/** Folded offices in memory, the longest unused forgotten first once they weigh too much together. */
export class RememberedOffices {
  readonly #offices = new Map<string, Remembered>();
  readonly #maxWeight: number;
  #weight = 0;

  constructor(maxWeight = MAX_WEIGHT) {
    this.#maxWeight = maxWeight;
  }

  get size(): number {
    return this.#offices.size;
  }

  get(officeId: string): OfficeState | undefined {
    const known = this.#offices.get(officeId);
    if (!known) return undefined;
    this.#remove(officeId, known);
    if (performance.now() - known.readMs > MAX_AGE_MS) return undefined;
    this.#insert(officeId, known);
    return known.state;
  }

  /** Keeps an office read whole from the store. */
  keep(state: OfficeState): void {
    this.#put(state, performance.now());
  }

  /** Keeps a state that grew out of the one remembered, whose age it inherits. */
  advance(state: OfficeState): void {
    this.#put(state, this.#offices.get(state.officeId)?.readMs ?? performance.now());
  }

  #put(state: OfficeState, readMs: number): void {
    const known = this.#offices.get(state.officeId);
    if (known) {
      if (known.state.last > state.last) return;
      this.#remove(state.officeId, known);
    }
    this.#insert(state.officeId, { state, readMs });
    for (const [officeId, oldest] of this.#offices) {
      if (this.#weight <= this.#maxWeight) break;
      this.#remove(officeId, oldest);
    }
  }

  #insert(officeId: string, remembered: Remembered): void {
    this.#offices.set(officeId, remembered);
    this.#weight += weightOf(remembered.state);
  }

  #remove(officeId: string, remembered: Remembered): void {
    this.#offices.delete(officeId);
    this.#weight -= weightOf(remembered.state);
  }
}

const weightOf = (state: OfficeState): number => OFFICE_WEIGHT + state.emails.size + state.versions.length;
