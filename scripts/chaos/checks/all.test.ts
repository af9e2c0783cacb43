import type { Violation } from '../violation';
import { aRun, type Bendable, booking, call, event, facts, iso, NOON_MS, OFFICE, slot } from './a-run';
import { checkAll } from './all';

const check = ({ history, snapshot }: Bendable): Violation[] => checkAll(history, snapshot);

/** The row that a test bends. */
const the = <T>(rows: readonly T[], found: (row: T) => boolean): T => {
  const row = rows.find(found);
  if (!row) throw new Error('the run has no such row');
  return row;
};
const visit = ({ snapshot }: Bendable, id: string) => the(snapshot.visits, (row) => row.id === id);
const claim = ({ snapshot }: Bendable, id: string, no: number) =>
  the(snapshot.claims, (row) => row.visitId === id && row.claimNo === no);
const mail = ({ snapshot }: Bendable, name: string) =>
  the(snapshot.mails, (row) => `${row.visitId}.${row.revision}.${row.kind}` === name);
const fact = ({ snapshot }: Bendable, id: string) => the(snapshot.events, (row) => row.id === id);
const without = <T>(rows: T[], gone: (row: T) => boolean): void =>
  void rows.splice(0, rows.length, ...rows.filter((row) => !gone(row)));

test('a sound run shows nothing', () => {
  expect(check(aRun())).toEqual([]);
});

test('the same event again, under its own sequence, is nothing', () => {
  const run = aRun();
  run.snapshot.events.splice(
    5,
    0,
    { ...fact(run, 'booking-2'), offset: 45 },
    { ...fact(run, 'booking-3'), offset: 46 },
  );
  expect(check(run)).toEqual([]);
});

test('what nobody knows may stand or not', () => {
  for (const status of [null, 503]) {
    const run = aRun();
    run.history.calls.push(
      call({ kind: 'cancel', visitId: 'v1', status }),
      booking('anna', 'k9', '', slot(5), { status, answer: {} }),
    );
    expect(check(run)).toEqual([]);
  }
});

type Bend = (run: Bendable) => void;
const planted: readonly [string, Violation['sort'], RegExp, Bend][] = [
  // 1
  [
    'two held claims at one time',
    'doubled',
    /two held claims/,
    (run) => void run.snapshot.claims.push({ ...claim(run, 'v1', 1), visitId: 'v9' }),
  ],
  [
    'lane 0 beside an override',
    'doubled',
    /two held claims/,
    (run) => void run.snapshot.claims.push({ ...claim(run, 'v1', 1), visitId: 'v9', lane: 1 }),
  ],
  [
    'two visits at one time by the facts',
    'doubled',
    /two visits stood/,
    (run) =>
      void run.snapshot.events.push(event('booking', 8, 'VisitBooked', { visit: facts('v9', 'carla', slot(0)) })),
  ],
  [
    'two confirmations of one slot',
    'doubled',
    /confirmed on one slot/,
    (run) => void run.history.calls.push(booking('carla', 'k9', 'v9', slot(0))),
  ],
  [
    'a visit in a block unseen',
    'untrue',
    /in block b1 unseen/,
    (run) => void run.snapshot.claims.push({ ...claim(run, 'v1', 1), startMs: slot(8), endMs: slot(8) + 1 }),
  ],
  // 2
  [
    'a confirmed visit that is not there',
    'lost',
    /v1 was confirmed and does not exist/,
    (run) => without(run.snapshot.visits, (row) => row.id === 'v1'),
  ],
  [
    'a confirmed visit that was refused after all',
    'lost',
    /v1 stands as refused/,
    (run) => void Object.assign(visit(run, 'v1'), { state: 'refused' }),
  ],
  [
    'a visit cancelled by nobody',
    'lost',
    /v1 stands as cancelled, and nobody/,
    (run) => void Object.assign(visit(run, 'v1'), { state: 'cancelled' }),
  ],
  [
    'a cancellation that was forgotten',
    'lost',
    /v3 stands as booked after its cancellation/,
    (run) => void Object.assign(visit(run, 'v3'), { state: 'booked' }),
  ],
  [
    'a move that was forgotten',
    'lost',
    /v2 stands at .* where no confirmed/,
    (run) => void Object.assign(visit(run, 'v2'), { startMs: slot(1) }),
  ],
  [
    'an absence that was forgotten',
    'lost',
    /absence of visit v2 is false/,
    (run) => void Object.assign(visit(run, 'v2'), { absent: false }),
  ],
  [
    'a visit without its claim',
    'lost',
    /v1 stands on claim 1/,
    (run) => void Object.assign(claim(run, 'v1', 1), { held: false }),
  ],
  [
    'a visit whose claim is of another time',
    'lost',
    /v1 stands on claim 1/,
    (run) => void Object.assign(claim(run, 'v1', 1), { endMs: slot(0) + 1 }),
  ],
  [
    'a visit nobody asked for',
    'untrue',
    /asked for by nobody/,
    (run) => without(run.history.calls, (row) => row.key === 'k1'),
  ],
  [
    'a visit that its client was refused',
    'untrue',
    /stands though it was refused/,
    (run) =>
      void run.history.calls.splice(
        0,
        1,
        booking('anna', 'k1', '', slot(0), { status: 409, code: 'slot_taken', answer: {} }),
      ),
  ],
  [
    'a key confirmed as two visits',
    'doubled',
    /key anna k1 was confirmed as 2/,
    (run) => void run.history.calls.push(booking('anna', 'k1', 'v2', slot(0), { kind: 'again' })),
  ],
  [
    'a key that stands for two visits',
    'doubled',
    /key anna k1 stands for 2/,
    (run) => void run.snapshot.visits.push({ ...visit(run, 'v3'), id: 'v9', key: 'k1' }),
  ],
  [
    'a key taken for another request',
    'untrue',
    /taken for another request/,
    (run) => void run.history.calls.push(booking('anna', 'k1', 'v9', slot(0), { kind: 'reuse' })),
  ],
  [
    'a kept refusal answered otherwise',
    'untrue',
    /answered otherwise/,
    (run) =>
      void run.history.calls.unshift(
        booking('anna', 'k1', '', slot(0), { status: 409, code: 'slot_taken', answer: {}, startMs: 1, endMs: 2 }),
      ),
  ],
  [
    'a banned patient booked',
    'untrue',
    /booked a patient it had banned/,
    (run) =>
      void run.snapshot.events.push(event('booking', 8, 'VisitBooked', { visit: facts('v9', 'berta', slot(7)) })),
  ],
  [
    'a ban that was forgotten',
    'lost',
    /berta is not banned/,
    (run) =>
      void Object.assign(
        the(run.snapshot.officePatients, (row) => row.patientId === 'berta'),
        { banned: false },
      ),
  ],
  [
    'a block that was forgotten',
    'lost',
    /block b1 was confirmed and is gone/,
    (run) => without(run.snapshot.blocks, () => true),
  ],
  [
    'a lifted block that stands',
    'lost',
    /block b2 was lifted and stands/,
    (run) => void run.snapshot.blocks.push({ id: 'b2', officeId: OFFICE, startMs: slot(10), endMs: slot(11) }),
  ],
  [
    'a block nobody placed',
    'untrue',
    /block b9 was placed by nobody/,
    (run) => void run.snapshot.blocks.push({ id: 'b9', officeId: OFFICE, startMs: slot(12), endMs: slot(13) }),
  ],
  [
    'settings that were forgotten',
    'lost',
    /settings 2 .* they are at 1/,
    (run) => void Object.assign(run.snapshot.settings[0] ?? {}, { owner: 1 }),
  ],
  [
    'one version of settings for two',
    'doubled',
    /version 2 of the settings/,
    (run) => void run.history.calls.push(call({ kind: 'settings', answer: { version: 2 } })),
  ],
  // 3
  [
    'a claim of a cancelled visit',
    'stuck',
    /held for visit v3, which is cancelled/,
    (run) => void Object.assign(claim(run, 'v3', 1), { held: true }),
  ],
  [
    'a claim of no visit',
    'stuck',
    /held for visit v9, which does not exist/,
    (run) => void run.snapshot.claims.push({ ...claim(run, 'v3', 1), visitId: 'v9', held: true }),
  ],
  [
    'the old claim of a moved visit',
    'stuck',
    /held for visit v2/,
    (run) => void Object.assign(claim(run, 'v2', 1), { held: true }),
  ],
  [
    'a slot taken by nobody',
    'untrue',
    /nobody had it/,
    (run) =>
      void run.history.calls.push(booking('carla', 'k9', '', slot(6), { status: 409, code: 'slot_taken', answer: {} })),
  ],
  [
    'a slot taken by a claim long gone',
    'untrue',
    /nobody had it/,
    (run) =>
      void run.history.calls.push(
        booking('carla', 'k9', '', slot(3), {
          status: 409,
          code: 'slot_taken',
          answer: {},
          startMs: NOON_MS + 900_000,
          endMs: NOON_MS + 901_000,
        }),
      ),
  ],
  [
    'a slot blocked by nothing',
    'untrue',
    /no block ever lay there/,
    (run) =>
      void run.history.calls.push(
        booking('carla', 'k9', '', slot(6), { status: 409, code: 'slot_blocked', answer: {} }),
      ),
  ],
  [
    'a ban of nobody',
    'untrue',
    /nobody had banned her/,
    (run) =>
      void run.history.calls.push(
        booking('carla', 'k9', '', slot(6), { status: 403, code: 'patient_banned', answer: {} }),
      ),
  ],
  [
    'a block refused for a visit of elsewhere',
    'untrue',
    /never had a claim there/,
    (run) =>
      void run.history.calls.push(
        call({
          kind: 'block',
          startsAt: iso(slot(6)),
          status: 409,
          code: 'visits_changed',
          answer: { appointmentIds: ['v9'] },
        }),
      ),
  ],
  // 4
  [
    'a gap',
    'lost',
    /booking office-1 has 4 after 2/,
    (run) => without(run.snapshot.events, (row) => row.id === 'booking-3'),
  ],
  [
    'the last fact unpublished',
    'lost',
    /committed 8 facts .* published 7/,
    (run) => void Object.assign(run.snapshot.sequences[0] ?? {}, { last: 8 }),
  ],
  [
    'facts in another order',
    'lost',
    /has 3 after 1/,
    (run) => void run.snapshot.events.splice(1, 2, fact(run, 'booking-3'), fact(run, 'booking-2')),
  ],
  [
    'two facts under one sequence',
    'doubled',
    /two facts under one sequence/,
    (run) => void run.snapshot.events.splice(3, 0, { ...fact(run, 'booking-3'), id: 'other' }),
  ],
  [
    'a key over two partitions',
    'untrue',
    /spread over partitions/,
    (run) => void Object.assign(fact(run, 'booking-3'), { partition: 4 }),
  ],
  [
    'a version left out',
    'untrue',
    /has version 4, revision 2 where 3 and 2/,
    (run) => void Object.assign(fact(run, 'booking-4').data.visit ?? {}, { version: 4 }),
  ],
  [
    'a visit unlike its last fact',
    'untrue',
    /does not stand as its last fact/,
    (run) => void Object.assign(visit(run, 'v1'), { version: 3 }),
  ],
  [
    'a confirmed visit without an event',
    'lost',
    /v1 was confirmed and no event/,
    (run) => without(run.snapshot.events, (row) => row.id === 'booking-1'),
  ],
  [
    'an event parked',
    'lost',
    /was parked/,
    (run) => void run.snapshot.deadLetters.push({ ...fact(run, 'booking-1'), reason: 'poison' }),
  ],
  [
    'a mail the log lacks',
    'lost',
    /send log lacks v1.1.confirmation/,
    (run) => without(run.snapshot.mails, (row) => row.kind === 'confirmation' && row.visitId === 'v1'),
  ],
  [
    'a mail no fact asks for',
    'untrue',
    /no fact asks for the mail v1.1.moved/,
    (run) => void run.snapshot.mails.push({ ...mail(run, 'v1.1.confirmation'), kind: 'moved' }),
  ],
  [
    'a teleconsultation without a due',
    'lost',
    /nothing is due for teleconsultation v1/,
    (run) => without(run.snapshot.dues, () => true),
  ],
  [
    'a due told of at another version',
    'lost',
    /at version 2, told of at 1/,
    (run) => without(run.snapshot.events, (row) => row.id === 'payment-2'),
  ],
  [
    'a payment that booking does not know',
    'lost',
    /booking knows .* of the due of v1/,
    (run) => without(run.snapshot.paymentStates, () => true),
  ],
  [
    'settings that scheduling does not follow',
    'lost',
    /scheduling follows settings 1/,
    (run) => void Object.assign(run.snapshot.settings[0] ?? {}, { scheduling: 1 }),
  ],
  [
    'a planning that search does not show',
    'lost',
    /search does not show/,
    (run) => void Object.assign(run.snapshot.settings[0] ?? {}, { searchable: false }),
  ],
  [
    'a block by the facts alone',
    'lost',
    /b1 stands by the facts alone/,
    (run) => without(run.snapshot.blocks, () => true),
  ],
  [
    'a block without a fact',
    'lost',
    /b1 stands and no fact/,
    (run) => without(run.snapshot.events, (row) => row.id === 'scheduling-1'),
  ],
  [
    'a ban unlike its last fact',
    'untrue',
    /anna is banned .* unlike the last fact/,
    (run) => void Object.assign(run.snapshot.officePatients[0] ?? {}, { banned: true }),
  ],
  // 5
  [
    'a mail marked as sent that never arrived',
    'lost',
    /v1.1.confirmation counts as sent/,
    (run) => without(run.snapshot.letters, (row) => row.visitId === 'v1'),
  ],
  [
    'a mail that was given up',
    'lost',
    /v1.1.confirmation was given up/,
    (run) => void Object.assign(mail(run, 'v1.1.confirmation'), { state: 'failed' }),
  ],
  [
    'a mail that waits though it is due',
    'stuck',
    /v1.1.confirmation is due and waits/,
    (run) => void Object.assign(mail(run, 'v1.1.confirmation'), { state: 'waiting' }),
  ],
  [
    'a mail put aside for nothing',
    'lost',
    /v1.1.confirmation was put aside as stale/,
    (run) => void Object.assign(mail(run, 'v1.1.confirmation'), { state: 'stale' }),
  ],
  [
    'a mail that arrived twice',
    'doubled',
    /v1.1.confirmation went out twice/,
    (run) =>
      void run.snapshot.letters.push({
        ...the(run.snapshot.letters, (row) => row.visitId === 'v1'),
        atMs: NOON_MS + 60_000,
      }),
  ],
  [
    'a mail that no log knows',
    'untrue',
    /v1.1.moved arrived and is in no log/,
    (run) =>
      void run.snapshot.letters.push({ ...the(run.snapshot.letters, (row) => row.visitId === 'v1'), kind: 'moved' }),
  ],
  // 6
  [
    'a payment that was forgotten',
    'lost',
    /due of v1 is unpaid, which its marks/,
    (run) => void Object.assign(run.snapshot.dues[0] ?? {}, { state: 'unpaid' }),
  ],
];

test.each(planted)('%s is found', (_, sort, text, bend) => {
  const run = aRun();
  bend(run);
  const found = check(run);
  expect(found.filter((one) => one.sort === sort && text.test(one.text))).not.toEqual([]);
});

test('a mail that went out again after its sender died beside it is nothing', () => {
  const run = aRun();
  run.snapshot.letters.push({ ...the(run.snapshot.letters, (row) => row.visitId === 'v1'), atMs: NOON_MS + 60_000 });
  run.history.faults.push({
    type: 'fault',
    id: 1,
    kind: 'kill',
    target: 'notification',
    ms: 0,
    startMs: NOON_MS + 5_200,
    endMs: NOON_MS + 8_000,
    injected: true,
  });
  expect(check(run)).toEqual([]);
});
