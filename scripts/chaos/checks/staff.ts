import { type Call, type History, isDone, isOpen, named } from '../history';
import { groupBy, type Snapshot } from '../snapshot';
import { type Violation, violation } from '../violation';
import { possibleValues } from './register';

/** What staff did and were told was done: blocks, settings, bans and payments stand as they left them. */
export const checkStaff = (history: History, snapshot: Snapshot): Violation[] => [
  ...blocks(history, snapshot),
  ...settings(history, snapshot),
  ...bans(history, snapshot),
  ...payments(history, snapshot),
];

const blocks = (history: History, snapshot: Snapshot): Violation[] => {
  const rows = new Set(snapshot.blocks.map((block) => block.id));
  const lifted = groupBy(
    history.calls.filter((call) => call.kind === 'unblock' && (isDone(call) || isOpen(call))),
    (call) => call.blockId ?? '',
  );
  const placed = history.calls.filter((call) => call.kind === 'block');
  const found: Violation[] = [];
  for (const call of placed.filter(isDone)) {
    const id = call.answer?.blockId ?? '';
    const lifts = lifted.get(id) ?? [];
    if (!rows.has(id) && lifts.length === 0)
      found.push(violation('lost', 2, `block ${id} was confirmed and is gone`, named(call)));
    const done = lifts.find(isDone);
    if (rows.has(id) && done) found.push(violation('lost', 2, `block ${id} was lifted and stands`, named(done)));
  }
  for (const block of snapshot.blocks) {
    const mayBe = (call: Call): boolean =>
      call.answer?.blockId === block.id || (isOpen(call) && Date.parse(call.startsAt ?? '') === block.startMs);
    if (!placed.some((call) => call.officeId === block.officeId && mayBe(call)))
      found.push(violation('untrue', 2, `block ${block.id} was placed by nobody`));
  }
  return found;
};

const settings = (history: History, snapshot: Snapshot): Violation[] => {
  const saves = groupBy(
    history.calls.filter((call) => call.kind === 'settings'),
    (call) => call.officeId,
  );
  return snapshot.settings.flatMap(({ officeId, owner }) => {
    const done = (saves.get(officeId) ?? []).filter(isDone);
    const found: Violation[] = [];
    for (const [version, same] of groupBy(done, (call) => String(call.answer?.version)))
      if (same.length > 1)
        found.push(
          violation('doubled', 2, `version ${version} of the settings was confirmed twice`, ...same.map(named)),
        );
    const newest = done.reduce((most, call) => Math.max(most, call.answer?.version ?? 0), 0);
    if (newest > owner)
      found.push(
        violation(
          'lost',
          2,
          `settings ${newest} of office ${officeId} were confirmed; they are at ${owner}`,
          ...done.map(named),
        ),
      );
    return found;
  });
};

const bans = (history: History, snapshot: Snapshot): Violation[] => {
  const calls = groupBy(
    history.calls.filter((call) => call.kind === 'ban' || call.kind === 'unban'),
    (call) => `${call.officeId} ${call.patientId}`,
  );
  return snapshot.officePatients.flatMap(({ officeId, patientId, banned }) => {
    const asked = calls.get(`${officeId} ${patientId}`) ?? [];
    if (possibleValues(asked, (call) => call.kind === 'ban', false).has(banned)) return [];
    return [
      violation(
        'lost',
        2,
        `patient ${patientId} is ${banned ? '' : 'not '}banned in office ${officeId}`,
        ...asked.map(named),
      ),
    ];
  });
};

/** Invariant 6, as far as money goes today: what staff recorded is not forgotten, not even by a cancellation once it is paid. */
const payments = (history: History, snapshot: Snapshot): Violation[] => {
  const marks = groupBy(
    history.calls.filter((call) => call.kind === 'pay'),
    (call) => call.visitId ?? '',
  );
  const cancelled = new Set(snapshot.visits.flatMap((visit) => (visit.state === 'cancelled' ? [visit.id] : [])));
  return snapshot.dues.flatMap((due) => {
    const calls = marks.get(due.visitId) ?? [];
    const recorded = possibleValues<string | boolean | undefined>(calls, (call) => call.wanted, 'unpaid');
    const possible = cancelled.has(due.visitId)
      ? [...(recorded.has('paid') ? ['paid'] : []), ...(recorded.size === 1 && recorded.has('paid') ? [] : ['void'])]
      : [...recorded];
    if (possible.includes(due.state)) return [];
    return [
      violation(
        'lost',
        6,
        `the due of ${due.visitId} is ${due.state}, which its marks do not say`,
        ...calls.map(named),
      ),
    ];
  });
};
