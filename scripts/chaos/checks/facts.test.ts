import { booking, call, iso, NOON_MS, slot } from './a-run';
import { claim, eachIsFound, fact, mail, the, visit, without } from './planted';

eachIsFound([
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
]);
