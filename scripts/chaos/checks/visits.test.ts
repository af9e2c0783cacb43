import { booking, call, event, facts, OFFICE, slot } from './a-run';
import { claim, eachIsFound, the, visit, without } from './planted';

eachIsFound([
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
]);
