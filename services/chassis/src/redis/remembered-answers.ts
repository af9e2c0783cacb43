import type { KnownCurrent } from './known-current';

/** One whose answer takes longer may be held up for reasons of its own: whoever comes then asks for herself. */
const JOINED_MS = 2_000;

interface Remembered<T> {
  readonly answer: Promise<T>;
  isMade: boolean;
  /** When the read it is made from began. */
  readonly readMs: number;
}

/**
 * Answers about offices, made once and given again while the office is known to stand as it was. Who asks while one is being
 * made waits for it, unless the office changed meanwhile or it takes long. A failure is not kept.
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
    const isFresh = kept && (kept.isMade || nowMs - kept.readMs < JOINED_MS);
    if (isFresh && this.#known.stands(officeId, kept.readMs, nowMs)) return kept.answer;

    const made: Remembered<T> = { answer: make(), isMade: false, readMs: nowMs };
    this.#answers.delete(key);
    if (this.#answers.size >= this.#maxAnswers) this.#answers.delete(this.#answers.keys().next().value ?? '');
    this.#answers.set(key, made);
    made.answer.then(
      () => {
        made.isMade = true;
      },
      () => {
        if (this.#answers.get(key) === made) this.#answers.delete(key);
      },
    );
    return made.answer;
  }
}
