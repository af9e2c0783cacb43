import { type LoadedOffice, loadOffices, loadPeople, type SignedIn } from '../load/index';
import type { Bench } from './bench';
import type { Target } from './vegeta';

/** Offices to book in, people to book, and starts that nobody has taken. */
export interface World {
  readonly offices: readonly LoadedOffice[];
  readonly patients: readonly SignedIn[];
  /** Every start that an untouched office offers, in a scattered order. */
  readonly starts: readonly string[];
  /** A start of the office that nobody has asked for yet. */
  nextStart(office: LoadedOffice): string;
  /** Bookings that nobody has asked for yet, spread over the offices and the patients. */
  bookings(count: number, offices?: readonly LoadedOffice[]): Target[];
}

interface Booking {
  readonly url: string;
  readonly token: string;
  readonly officeId: string;
  readonly startsAt: string;
  readonly key: string;
}

export const bookingTarget = ({ url, token, officeId, startsAt, key }: Booking): Target => ({
  method: 'POST',
  url: `${url}/api/appointments`,
  headers: { authorization: `Bearer ${token}`, 'idempotency-key': key },
  body: { officeId, startsAt },
});

/** Starts given away of each office, whichever bench asked for them. */
const taken = new Map<string, number>();
let asked = 0;

/** Loads so many offices and people, once for each stack and size. */
export const makeWorld = async (bench: Bench, officeCount: number, patientCount: number): Promise<World> => {
  const { environment, url, say } = bench;
  const offices = await loadOffices(environment, officeCount, { from: bench.firstOffice });
  const patients = await loadPeople(environment, patientCount, { tokenMinutes: 45 });
  const starts = scattered(await startsOf(url, offices[0]?.id ?? ''));
  say(`${officeCount} offices, ${patientCount} patients, ${starts.length} starts in each office`);
  const run = Date.now().toString(36);
  const nextStart = ({ n, id }: LoadedOffice): string => {
    const place = `${url} ${id}`;
    const next = taken.get(place) ?? 0;
    taken.set(place, next + 1);
    const startsAt = starts[next];
    if (!startsAt) throw new Error(`office ${n} has no free start left: load more offices`);
    return startsAt;
  };
  return {
    offices,
    patients,
    starts,
    nextStart,
    bookings: (count, among = offices) =>
      Array.from({ length: count }, () => {
        const office = among[asked % among.length];
        // Each round over the offices, everybody goes to the next one.
        const patient = patients[(asked + Math.floor(asked / among.length)) % patients.length];
        if (!office || !patient) throw new Error('an empty world books nothing');
        const startsAt = nextStart(office);
        asked += 1;
        return bookingTarget({
          url,
          token: patient.token,
          officeId: office.id,
          startsAt,
          key: `bench-${run}-${asked}`,
        });
      }),
  };
};

/** The local days of the next `days` days, as availability wants them. */
export const span = (days: number): string => {
  const today = Temporal.Now.plainDateISO('Europe/Paris');
  return `from=${today}&to=${today.add({ days: days - 1 })}`;
};

const startsOf = async (url: string, officeId: string): Promise<string[]> => {
  const answer = await fetch(`${url}/api/offices/${officeId}/availability?${span(90)}`);
  if (!answer.ok) throw new Error(`availability answers HTTP ${answer.status}`);
  const { days } = (await answer.json()) as { days: { starts: string[] }[] };
  // From tomorrow on, so that none begins before it is booked.
  return days.slice(1).flatMap((day) => day.starts);
};

/** The same order every time: a stride that has no common divisor with the length visits every place. */
const scattered = (items: readonly string[]): string[] => {
  const stride = 7919;
  return items.map((_, index) => items[(index * stride) % items.length] ?? '');
};
