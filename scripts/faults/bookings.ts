import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, call, tokenOf } from './api';

/** The demo office, whose planning is generated. */
export const OFFICE = '11111111-1111-4111-8111-111111111111';
const PATIENTS = ['patient2', 'patient3', 'patient4', 'patient5'];
/** Beyond the time of reminders, so that booking sends one mail. */
const FIRST_DAY = 4;
const LAST_DAY = 80;
const AGAIN_AFTER_MS = 250;
const GIVES_UP_AFTER_MS = 45_000;

/** One intent of a patient, with all the answers she got: the same key each time. */
export interface Attempt {
  readonly login: string;
  readonly startsAt: string;
  readonly answers: readonly Answer[];
  /** Of the visit that was confirmed to her. */
  readonly appointmentId: string | undefined;
}

const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const hoursBetween = (first = '', last = ''): number => (Date.parse(last) - Date.parse(first)) / 3_600_000;

/** Free starts of the demo office that follow one another, from a random place on; all within so many hours, if told. */
export const freeSlots = async (count: number, withinHours = Number.POSITIVE_INFINITY): Promise<string[]> => {
  const path = `/api/offices/${OFFICE}/availability?from=${dayFrom(FIRST_DAY)}&to=${dayFrom(LAST_DAY)}`;
  const answer = await call('GET', path);
  const instants = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)/g;
  const free = answer.text.match(instants) ?? [];
  const possible = [...free.keys()].filter((from) => hoursBetween(free[from], free[from + count - 1]) <= withinHours);
  if (possible.length === 0) throw new Error(`${free.length} free slots, ${count} are needed: HTTP ${answer.status}`);
  const from = possible[randomInt(possible.length)] ?? 0;
  return free.slice(from, from + count);
};

/** Gets the patients' tokens, which hold for a few minutes from then. */
export const signInAll = async (): Promise<void> => {
  for (const login of PATIENTS) await tokenOf(login);
};

const isAway = ({ status }: Answer): boolean => status === 0 || status === 429 || status === 503;

/** Books as a patient's browser would: asks again under the same key while it is told to come back. */
export const book = async (login: string, startsAt: string, again: boolean): Promise<Attempt> => {
  const [key, answers, giveUpMs] = [randomUUID(), [] as Answer[], Date.now() + GIVES_UP_AFTER_MS];
  for (;;) {
    const token = await tokenOf(login);
    const answer = await call('POST', '/api/appointments', { token, key, body: { officeId: OFFICE, startsAt } });
    answers.push(answer);
    const appointmentId = answer.status === 201 ? String(answer.body.appointmentId) : undefined;
    if (!again || !(isAway(answer) || answer.code === 'in_progress') || Date.now() > giveUpMs)
      return { login, startsAt, answers, appointmentId };
    await sleep(AGAIN_AFTER_MS);
  }
};

/** Patients who book at a steady pace, whatever the site answers, until told to stop. */
export interface Crowd {
  /** Resolves with every intent, once each has had its last answer. */
  stop(): Promise<Attempt[]>;
}

/** `again`: each goes on asking under its key until it is told yes or no. */
export const bookSteadily = async ({ perSecond = 5, again = false, most = 150 } = {}): Promise<Crowd> =>
  startBooking(await freeSlots(most), { perSecond, again });

/** The same on slots that were looked up before a fault. */
export const startBooking = async (
  slots: string[],
  { perSecond, again }: { perSecond: number; again: boolean },
): Promise<Crowd> => {
  await signInAll();
  const attempts: Promise<Attempt>[] = [];
  const timer = setInterval(() => {
    const startsAt = slots.pop();
    if (startsAt) attempts.push(book(PATIENTS[attempts.length % PATIENTS.length] ?? '', startsAt, again));
  }, 1000 / perSecond);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(attempts);
    },
  };
};

export const confirmed = (attempts: readonly Attempt[]): string[] =>
  attempts.flatMap(({ appointmentId }) => appointmentId ?? []);

/** Answers by what they said, for a failure that explains itself: `{"201": 40, "503 unavailable": 3}`. */
export const tally = (attempts: readonly Attempt[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status, code } of attempts.flatMap(({ answers }) => answers)) {
    const name = `${status} ${code}`.trim();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

/** Cancels what a test has booked: others find the planning as it was. */
export const giveBack = async (attempts: readonly Attempt[]): Promise<void> => {
  for (const { login, appointmentId } of attempts)
    if (appointmentId) await call('DELETE', `/api/appointments/${appointmentId}`, { token: await tokenOf(login) });
};
