import type { MyAppointment } from '../api/appointments';
import { epochOf } from '../time/format';

export type MyVisits = {
  /** To come or under way, the nearest first. */
  coming: MyAppointment[];
  /** Teleconsultations that were held and are not known to be paid, the latest first. */
  unpaid: MyAppointment[];
  /** Ended in the last 30 days, the latest first; without what is shown in red. */
  past: MyAppointment[];
  /** Unjustified absences of any age, the latest first. */
  absences: MyAppointment[];
};

const keptMs = 31 * 86_400_000;

/** A patient's visits in the parts of her page (D5). */
export const partVisits = (visits: readonly MyAppointment[], nowMs: number): MyVisits => {
  const byTime = [...visits].sort((a, b) => epochOf(a.startsAt) - epochOf(b.startsAt));
  const latestFirst = [...byTime].reverse();
  const open = (v: MyAppointment) => v.state === 'booked' || v.state === 'requested';
  const ended = (v: MyAppointment) => epochOf(v.endsAt) <= nowMs;
  return {
    coming: byTime.filter((v) => open(v) && !ended(v)),
    unpaid: latestFirst.filter((v) => v.unpaid),
    past: latestFirst.filter(
      (v) => v.state !== 'refused' && !v.absence && !v.unpaid && ended(v) && nowMs - epochOf(v.endsAt) <= keptMs,
    ),
    absences: latestFirst.filter((v) => v.absence),
  };
};

/** The offices a patient knows, the most recent first, each once. */
export const myOffices = (visits: readonly MyAppointment[]): NonNullable<MyAppointment['office']>[] => {
  const latestFirst = [...visits].sort((a, b) => epochOf(b.startsAt) - epochOf(a.startsAt));
  const known = new Map<string, NonNullable<MyAppointment['office']>>();
  for (const { office, state } of latestFirst) {
    if (office && state !== 'refused' && !known.has(office.officeId)) known.set(office.officeId, office);
  }
  return [...known.values()];
};
