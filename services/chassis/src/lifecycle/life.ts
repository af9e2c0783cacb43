import type { Logger } from 'pino';

type Closer = { name: string; close: () => Promise<void> | void };

/**
 * Everything a process opened, closed last-in-first-out, also when start-up fails half-way.
 * Each closer has a bounded time: one that hangs does not keep the others from closing.
 */
export class Life {
  readonly #closers: Closer[] = [];
  readonly #log: Logger;
  readonly #closeMs: number;
  #stopping: Promise<void> | undefined;
  #fatal: (error: Error) => void = () => undefined;

  constructor(log: Logger, closeMs = 10_000) {
    this.#log = log;
    this.#closeMs = closeMs;
  }

  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Opens a resource and remembers how to close it. */
  async open<T>(name: string, open: () => T | Promise<T>, close?: (resource: T) => unknown): Promise<T> {
    const resource = await open();
    if (close) this.onStop(name, async () => void (await close(resource)));
    return resource;
  }

  onStop(name: string, close: Closer['close']): void {
    this.#closers.push({ name, close });
  }

  /** What ends the process when something it cannot live without has died. */
  onFatal(handler: (error: Error) => void): void {
    this.#fatal = handler;
  }

  fatal(error: Error): void {
    this.#fatal(error);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#closeAll();
    return this.#stopping;
  }

  async #closeAll(): Promise<void> {
    for (let closer = this.#closers.pop(); closer; closer = this.#closers.pop()) {
      const { name, close } = closer;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not closed after ${this.#closeMs} ms`)), this.#closeMs);
      });
      try {
        await Promise.race([close(), late]);
      } catch (error) {
        this.#log.error({ err: error, resource: name }, 'closing failed');
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
