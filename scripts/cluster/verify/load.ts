import { attack, type Target } from '../../bench/vegeta';
import { publicUrl } from '../../faults/api';
import { type Attempt, bookSteadily, confirmed, giveBack, OFFICE, tally } from '../../faults/bookings';
import type { Cluster } from '../cluster';
import { plannedVisits } from './main-path';

/** Pages and searches a second, and bookings a second beside them. */
const readsPerSecond = 20;
const bookingsPerSecond = 2;
const roundSeconds = 10;

export interface Loaded {
  readonly requests: number;
  /** How often each answer came that no client should see: `{"503 unavailable of /": 2}`. */
  readonly failures: Readonly<Record<string, number>>;
  readonly visits: number;
  /** Visits that were confirmed to somebody and that the planning does not know. */
  readonly lost: number;
}

const targets = (): Target[] => {
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const paths = ['/', '/api/offices?q=delmas', `/api/offices/${OFFICE}/availability?from=${day(1)}&to=${day(30)}`];
  const many = Array.from({ length: (readsPerSecond * roundSeconds) / paths.length + 1 }, () => paths).flat();
  return many.map((path) => ({ method: 'GET', url: publicUrl() + path }));
};

const badBookings = (attempts: readonly Attempt[]): Record<string, number> =>
  Object.fromEntries(Object.entries(tally(attempts)).filter(([name]) => !name.startsWith('201')));

/** Cancels what was booked, several at a time. */
export const giveAllBack = async (attempts: readonly Attempt[]): Promise<void> => {
  const each = Math.ceil(attempts.length / 8);
  const parts = Array.from({ length: 8 }, (_, index) => attempts.slice(index * each, (index + 1) * each));
  await Promise.all(parts.map(giveBack));
};

/** Reads and books steadily while the body runs; then looks for every visit that was confirmed. */
export const underLoad = async (cluster: Cluster, body: () => Promise<void>): Promise<Loaded> => {
  const crowd = await bookSteadily({ perSecond: bookingsPerSecond, most: 390 });
  let [done, requests] = [false, 0];
  const failures: Record<string, number> = {};
  const count = (name: string, times: number): void => {
    failures[name] = (failures[name] ?? 0) + times;
  };
  const reading = (async () => {
    while (!done) {
      const { settings } = cluster;
      const outcome = await attack(settings, {
        targets: targets(),
        rate: readsPerSecond,
        seconds: roundSeconds,
        bodyBytes: 1000,
      });
      requests += outcome.requests;
      for (const failure of outcome.failures) count(failure, 1);
    }
  })();
  let attempts: Attempt[] = [];
  try {
    await body();
  } finally {
    done = true;
    await reading;
    attempts = await crowd.stop();
  }
  for (const [name, times] of Object.entries(badBookings(attempts))) count(`booking: ${name}`, times);
  const visits = confirmed(attempts);
  const known = await plannedVisits();
  const lost = visits.filter((id) => !known.has(id)).length;
  await giveAllBack(attempts);
  return { requests: requests + attempts.length, failures, visits: visits.length, lost };
};

export const isWhole = ({ failures, lost }: Loaded): boolean => Object.keys(failures).length === 0 && lost === 0;

/** "2,247 requests, none failed; 214 visits, none lost". */
export const loadText = ({ requests, failures, visits, lost }: Loaded): string => {
  const failed = Object.entries(failures).map(([name, times]) => `${name} ×${times}`);
  return `${requests} requests, ${failed.join(', ') || 'none failed'}; ${visits} visits booked, ${lost || 'none'} lost`;
};
