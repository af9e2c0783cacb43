import type { Call, InjectedFault } from '../history';
import type { Snapshot, TopicEvent, VisitFacts } from '../snapshot';

/** A run whose parts a test may bend. */
export interface Bendable {
  history: { calls: Call[]; faults: InjectedFault[] };
  snapshot: {
    -readonly [Part in keyof Snapshot]: Snapshot[Part] extends readonly (infer Row)[]
      ? { -readonly [Field in keyof Row]: Row[Field] }[]
      : Snapshot[Part];
  };
}

export const OFFICE = 'office-1';
export const NOON_MS = Date.parse('2027-01-11T12:00:00Z');
const HOUR_MS = 3_600_000;
export const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
/** The n-th slot, far enough ahead for a reminder. */
export const slot = (n: number): number => NOON_MS + 100 * HOUR_MS + n * HOUR_MS;
const LENGTH_MS = HOUR_MS / 2;

let clockMs = NOON_MS;
let n = 0;

/** A call of one second, a second after the last. */
export const call = (part: Partial<Call> & Pick<Call, 'kind'>): Call => {
  clockMs += 1_000;
  const startMs = clockMs;
  clockMs += 1_000;
  return {
    type: 'call',
    n: n++,
    operation: n,
    attempt: 0,
    officeId: OFFICE,
    client: 'staff',
    startMs,
    endMs: clockMs,
    status: 200,
    ...part,
  };
};

export const booking = (patientId: string, key: string, visitId: string, at: number, part: Partial<Call> = {}): Call =>
  call({
    kind: 'book',
    client: patientId,
    patientId,
    key,
    startsAt: iso(at),
    status: 201,
    answer: { appointmentId: visitId, startsAt: iso(at), state: 'booked' },
    ...part,
  });

export const facts = (visitId: string, patientId: string, at: number, part: Partial<VisitFacts> = {}): VisitFacts => ({
  visitId,
  officeId: OFFICE,
  patientId,
  state: 'VISIT_STATE_BOOKED',
  startsAt: iso(at),
  endsAt: iso(at + LENGTH_MS),
  version: 2,
  scheduleRevision: 1,
  bookedAt: iso(NOON_MS),
  ...part,
});

export const event = (
  area: string,
  sequence: number,
  type: string,
  data: TopicEvent['data'],
  part: Partial<TopicEvent> = {},
): TopicEvent => ({
  area,
  partition: 3,
  offset: sequence + 40,
  id: `${area}-${sequence}`,
  type,
  key: OFFICE,
  sequence,
  atMs: NOON_MS,
  data,
  ...part,
});

const mail = (
  visitId: string,
  revision: number,
  kind: string,
  state: 'sent' | 'waiting' | 'stale',
  dueMs = NOON_MS,
) => ({
  visitId,
  revision,
  kind,
  state,
  dueMs,
});
const letter = (visitId: string, revision: number, kind: string) => ({
  visitId,
  revision,
  kind,
  atMs: NOON_MS + 5_000,
});

const claim = (visitId: string, claimNo: number, at: number, held: boolean) => ({
  visitId,
  claimNo,
  officeId: OFFICE,
  lane: 0,
  held,
  startMs: at,
  endMs: at + LENGTH_MS,
});

const visit = (id: string, patientId: string, key: string, at: number) => ({
  id,
  officeId: OFFICE,
  patientId,
  key,
  state: 'booked' as 'requested' | 'booked' | 'cancelled' | 'refused',
  startMs: at,
  endMs: at + LENGTH_MS,
  claimNo: 1,
  version: 2,
  scheduleRevision: 1,
  absent: false,
  teleconsultation: false,
});

/**
 * A sound run: `v1` is a teleconsultation of anna, paid; `v2` of berta was moved from the second slot to the third; `v3` of
 * anna was cancelled by her; a block was placed and one lifted; berta was banned; the settings were saved once more.
 */
export const aRun = (): Bendable => {
  clockMs = NOON_MS;
  n = 0;
  const calls: Call[] = [
    booking('anna', 'k1', 'v1', slot(0), { kind: 'teleconsultation' }),
    booking('berta', 'k2', 'v2', slot(1)),
    booking('anna', 'k3', 'v3', slot(3)),
    call({
      kind: 'move',
      visitId: 'v2',
      startsAt: iso(slot(2)),
      answer: { appointmentId: 'v2', startsAt: iso(slot(2)), state: 'booked' },
    }),
    call({ kind: 'cancel', client: 'anna', visitId: 'v3', answer: { appointmentId: 'v3', state: 'cancelled' } }),
    call({ kind: 'pay', visitId: 'v1', wanted: 'paid' }),
    call({
      kind: 'block',
      startsAt: iso(slot(8)),
      endsAt: iso(slot(9)),
      expected: [],
      status: 201,
      answer: { blockId: 'b1' },
    }),
    call({
      kind: 'block',
      startsAt: iso(slot(10)),
      endsAt: iso(slot(11)),
      expected: [],
      status: 201,
      answer: { blockId: 'b2' },
    }),
    call({ kind: 'unblock', blockId: 'b2', status: 204 }),
    call({ kind: 'ban', patientId: 'berta', status: 204 }),
    call({ kind: 'settings', answer: { version: 2 } }),
    call({ kind: 'absence', visitId: 'v2', wanted: true }),
  ];
  const moved = facts('v2', 'berta', slot(2), { version: 3, scheduleRevision: 2 });
  const block = (id: string, at: number) => ({ id, during: { start: iso(at), end: iso(at + HOUR_MS) } });
  const events: TopicEvent[] = [
    event('booking', 1, 'VisitBooked', { visit: facts('v1', 'anna', slot(0), { teleconsultation: true }) }),
    event('booking', 2, 'VisitBooked', { visit: facts('v2', 'berta', slot(1)) }),
    event('booking', 3, 'VisitBooked', { visit: facts('v3', 'anna', slot(3)) }),
    event('booking', 4, 'VisitMoved', { visit: moved, by: 'ACTOR_KIND_STAFF' }),
    event('booking', 5, 'VisitCancelled', {
      visit: facts('v3', 'anna', slot(3), { state: 'VISIT_STATE_CANCELLED', version: 3, scheduleRevision: 2 }),
      by: 'ACTOR_KIND_PATIENT',
    }),
    event('booking', 6, 'PatientBanned', { patientId: 'berta', banned: true }),
    event('booking', 7, 'AbsenceMarked', { visit: { ...moved, version: 4, unjustifiedAbsence: true } }),
    event('scheduling', 1, 'BlockPlaced', { block: block('b1', slot(8)) }),
    event('scheduling', 2, 'BlockPlaced', { block: block('b2', slot(10)) }),
    event('scheduling', 3, 'BlockLifted', { block: block('b2', slot(10)) }),
    event('payment', 1, 'DueChanged', { due: { visitId: 'v1', state: 'DUE_STATE_UNPAID', version: 1 } }),
    event('payment', 2, 'DueChanged', { due: { visitId: 'v1', state: 'DUE_STATE_PAID', version: 2 } }),
  ];
  return {
    history: { calls, faults: [] },
    snapshot: {
      nowMs: NOON_MS + HOUR_MS,
      officeIds: [OFFICE],
      claims: [
        claim('v1', 1, slot(0), true),
        claim('v2', 1, slot(1), false),
        claim('v2', 2, slot(2), true),
        claim('v3', 1, slot(3), false),
      ],
      blocks: [{ id: 'b1', officeId: OFFICE, startMs: slot(8), endMs: slot(9) }],
      visits: [
        { ...visit('v1', 'anna', 'k1', slot(0)), teleconsultation: true },
        { ...visit('v2', 'berta', 'k2', slot(2)), claimNo: 2, version: 4, scheduleRevision: 2, absent: true },
        { ...visit('v3', 'anna', 'k3', slot(3)), state: 'cancelled', version: 3, scheduleRevision: 2 },
      ],
      officePatients: [
        { officeId: OFFICE, patientId: 'anna', banned: false },
        { officeId: OFFICE, patientId: 'berta', banned: true },
      ],
      paymentStates: [{ visitId: 'v1', settled: true, version: 2 }],
      dues: [{ visitId: 'v1', officeId: OFFICE, state: 'paid', version: 2 }],
      mails: [
        mail('v1', 1, 'confirmation', 'sent'),
        mail('v1', 1, 'reminder', 'waiting', slot(0) - 48 * HOUR_MS),
        mail('v2', 1, 'confirmation', 'stale'),
        mail('v2', 1, 'reminder', 'stale', slot(1) - 48 * HOUR_MS),
        mail('v2', 2, 'moved', 'sent'),
        mail('v2', 2, 'reminder', 'waiting', slot(2) - 48 * HOUR_MS),
        mail('v3', 1, 'confirmation', 'sent'),
        mail('v3', 1, 'reminder', 'stale', slot(3) - 48 * HOUR_MS),
        mail('v3', 2, 'cancelled', 'sent'),
        mail('v3', 2, 'office_cancelled', 'sent'),
      ],
      settings: [{ officeId: OFFICE, owner: 2, scheduling: 2, booking: 2, search: 2, searchable: true }],
      sequences: [
        { area: 'booking', key: OFFICE, last: 7 },
        { area: 'scheduling', key: OFFICE, last: 3 },
        { area: 'payment', key: OFFICE, last: 2 },
      ],
      events,
      deadLetters: [],
      letters: [
        letter('v1', 1, 'confirmation'),
        letter('v2', 2, 'moved'),
        letter('v3', 1, 'confirmation'),
        letter('v3', 2, 'cancelled'),
        letter('v3', 2, 'office_cancelled'),
      ],
    },
  };
};
