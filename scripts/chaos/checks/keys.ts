import { type Call, type History, isDone, isOpen, named } from '../history';
import { groupBy, type Snapshot } from '../snapshot';
import { type Violation, violation } from '../violation';

const BOOKS = new Set(['book', 'teleconsultation', 'again']);
/** Refusals that are kept under the key of their request. */
const KEPT = new Set(['slot_taken', 'slot_blocked', 'slot_off_grid', 'slot_beyond_window', 'given_up']);

/** A key is one visit, whoever died in between, and one answer once there is one. */
export const checkKeys = (history: History, snapshot: Snapshot): Violation[] => {
  const found: Violation[] = [];
  const byKey = groupBy(
    history.calls.filter((call) => call.key !== undefined),
    (call) => `${call.patientId} ${call.key}`,
  );
  const rows = groupBy(snapshot.visits, (visit) => `${visit.patientId} ${visit.key}`);
  for (const [key, calls] of byKey) {
    const repeats = calls.filter((call) => BOOKS.has(call.kind));
    const done = repeats.filter(isDone);
    const visits = new Set(done.map((call) => call.answer?.appointmentId));
    if (visits.size > 1)
      found.push(violation('doubled', 2, `key ${key} was confirmed as ${visits.size} visits`, ...done.map(named)));
    const stored = rows.get(key) ?? [];
    if (stored.length > 1)
      found.push(
        violation('doubled', 2, `key ${key} stands for ${stored.length} visits`, ...stored.map((visit) => visit.id)),
      );
    const reused = calls.filter(
      (call) =>
        call.kind === 'reuse' && !isOpen(call) && call.status !== 422 && call.status !== 429 && call.status !== 401,
    );
    found.push(
      ...reused.map((call) => violation('untrue', 2, 'a key of a visit was taken for another request', named(call))),
    );
    found.push(...changedMinds(repeats));
  }
  return found;
};

const changedMinds = (calls: readonly Call[]): Violation[] => {
  const refused = calls.find((call) => KEPT.has(call.code ?? ''));
  if (!refused) return [];
  const later = calls.filter(
    (call) =>
      call.startMs > refused.endMs && (isDone(call) || (KEPT.has(call.code ?? '') && call.code !== refused.code)),
  );
  return later.map((call) =>
    violation('untrue', 2, 'a refusal that is kept under its key was answered otherwise', named(refused), named(call)),
  );
};
