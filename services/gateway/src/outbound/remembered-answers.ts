import type { KnownCurrent } from '@creneau/chassis';

/** Answers kept at most, over all offices: one may weigh fifty kilobytes. */
const MAX_ANSWERS = 300;

interface Remembered<T> {
  readonly officeId: string;
  readonly answer: Promise<T>;
  /** When the read it is made from began. */
  readonly readMs: number;
}

/**
 * Answers about offices, made once and given again while the office is known to stand as it was. Who asks while one is being
 * made waits for it, unless the office changed meanwhile. A failure is not kept.
 */
export class RememberedAnswers<T> {
  readonly #answers = new Map<string, Remembered<T>>();
  readonly #known: Pick<KnownCurrent, 'stands'>;

  constructor(known: Pick<KnownCurrent, 'stands'>) {
    this.#known = known;
  }

  of(officeId: string, question: string, make: () => Promise<T>): Promise<T> {
    const nowMs = performance.now();
    const key = `${officeId} ${question}`;
    const kept = this.#answers.get(key);
    if (kept && this.#known.stands(officeId, kept.readMs, nowMs)) return kept.answer;

    const made = { officeId, answer: make(), readMs: nowMs };
    this.#answers.delete(key);
    if (this.#answers.size >= MAX_ANSWERS) this.#answers.delete(this.#answers.keys().next().value ?? '');
    this.#answers.set(key, made);
    made.answer.catch(() => {
      if (this.#answers.get(key) === made) this.#answers.delete(key);
    });
    return made.answer;
  }
}
