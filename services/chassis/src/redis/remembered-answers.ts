import type { KnownCurrent } from './known-current';

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
  readonly #maxAnswers: number;

  /** `maxAnswers` are kept over all offices. */
  constructor(known: Pick<KnownCurrent, 'stands'>, maxAnswers: number) {
    this.#known = known;
    this.#maxAnswers = maxAnswers;
  }

  of(officeId: string, question: string, make: () => Promise<T>): Promise<T> {
    const nowMs = performance.now();
    const key = `${officeId} ${question}`;
    const kept = this.#answers.get(key);
    if (kept && this.#known.stands(officeId, kept.readMs, nowMs)) return kept.answer;

    const made = { officeId, answer: make(), readMs: nowMs };
    this.#answers.delete(key);
    if (this.#answers.size >= this.#maxAnswers) this.#answers.delete(this.#answers.keys().next().value ?? '');
    this.#answers.set(key, made);
    made.answer.catch(() => {
      if (this.#answers.get(key) === made) this.#answers.delete(key);
    });
    return made.answer;
  }
}
