import { aRun, booking, call, NOON_MS, slot } from './a-run';
import { check, fact, the } from './planted';

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
