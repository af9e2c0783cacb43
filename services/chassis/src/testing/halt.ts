/** A point of a run that a test waits for, and holds the run at. */
export interface Halt {
  /** Resolves once the run has come there. */
  reached: Promise<void>;
  /** Lets the run go on, now and whenever it comes there again. */
  goOn(): void;
  /** Called by the run. */
  here(): Promise<void>;
}

export const aHalt = (): Halt => {
  const halt = { come: (): void => undefined, goOn: (): void => undefined };
  const reached = new Promise<void>((resolve) => {
    halt.come = resolve;
  });
  const released = new Promise<void>((resolve) => {
    halt.goOn = resolve;
  });
  return {
    reached,
    goOn: halt.goOn,
    here: () => {
      halt.come();
      return released;
    },
  };
};
