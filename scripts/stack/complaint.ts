/** Something the person at the terminal can put right: shown as its message alone, without a stack. */
export class Complaint extends Error {}

/** A program that this machine lacks. */
export class MissingTool extends Complaint {}

const DISK_FULL = /ENOSPC|no space left on device/i;

/** What the person at the terminal reads. A full disk has many words, most of them long: it is told in one line. */
export const explain = (error: unknown): unknown => {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n').find((candidate) => DISK_FULL.test(candidate));
  if (line) return `The disk is full: make room, then start again; nothing that was saved is lost. (${line.trim()})`;
  return error instanceof Complaint ? error.message : error;
};

/** Runs a command's body, prints a complaint plainly, and leaves the exit code. */
export const runCommand = (body: () => Promise<number | undefined>): void => {
  body().then(
    (code) => {
      process.exit(code ?? 0);
    },
    (error: unknown) => {
      console.error(explain(error));
      process.exit(1);
    },
  );
};
