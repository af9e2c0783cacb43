/** Something the person at the terminal can put right: shown as its message alone, without a stack. */
export class Complaint extends Error {}

/** Runs a command's body, prints a complaint plainly, and leaves the exit code. */
export const runCommand = (body: () => Promise<number | undefined>): void => {
  body().then(
    (code) => {
      process.exit(code ?? 0);
    },
    (error: unknown) => {
      console.error(error instanceof Complaint ? error.message : error);
      process.exit(1);
    },
  );
};
