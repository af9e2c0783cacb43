/** Tells the person at the terminal what one part of the stack is doing. */
export type Say = (text: string) => void;

export interface Reporter {
  /** A voice for one part: its lines carry its name and the time since the command began. */
  for(name: string): Say;
  line(text: string): void;
}

/** Calm progress lines on standard error, so that standard output stays for results. */
export const makeReporter = (): Reporter => {
  const began = performance.now();
  const line = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    line,
    for: (name) => (text) =>
      line(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name.padEnd(14)} ${text}`),
  };
};
