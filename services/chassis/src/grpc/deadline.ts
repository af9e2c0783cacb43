import { AppError } from '../errors/app-error';

/** Waits for something until a moment at most (epoch milliseconds). Throws `timeout` when that comes first. */
export const until = async <T>(deadlineMs: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('timeout', 'timeout', 'There was no answer in time.')),
      Math.max(0, deadlineMs - Date.now()),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
