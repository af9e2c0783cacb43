import { processNames } from '../stack/services';
import { runningProcess, signal, whenReplaced } from './processes';
import type { Stores } from './stores';

const REPLACED_MS = 60_000;

/**
 * Makes every mail free for the next sender at once. The service is begun anew first, so that whoever held a lease is dead:
 * the same as waiting for three minutes.
 */
export const endLeases = async (data: string, stores: Stores): Promise<void> => {
  const senders = processNames('notification').flatMap((name) => runningProcess(data, name) ?? []);
  signal(
    senders.map((file) => file.pid),
    'SIGKILL',
  );
  await stores.query(
    'notification',
    `UPDATE mail SET next_attempt_at = $1 WHERE state = 'waiting' AND next_attempt_at > $1`,
    [new Date()],
  );
  await Promise.all(senders.map((file) => whenReplaced(data, file, REPLACED_MS)));
};
