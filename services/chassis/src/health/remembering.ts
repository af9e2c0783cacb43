/** Answers from memory for a while; those who ask while an answer is being found share it. A failure is not kept. */
export const remembering = <T>(find: () => Promise<T>, forMs: number): (() => Promise<T>) => {
  let answer: Promise<T> | undefined;
  let foundMs = 0;
  return () => {
    if (answer && performance.now() - foundMs < forMs) return answer;
    const finding = find();
    answer = finding;
    foundMs = Number.POSITIVE_INFINITY;
    finding.then(
      () => {
        foundMs = performance.now();
      },
      () => {
        answer = undefined;
      },
    );
    return finding;
  };
};
