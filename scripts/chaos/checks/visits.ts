import { type Call, type History, isDone, isOpen, isRefused, named } from '../history';
import { factsOf, groupBy, type Snapshot, type Visit } from '../snapshot';
import { type Violation, violation } from '../violation';
import { possibleValues } from './register';

const BOOKS = new Set(['book', 'teleconsultation', 'again']);
const CANCELS = new Set(['cancel', 'staff-cancel']);

/** Invariant 2, as clients saw it: what was confirmed stands until somebody took it back, and what was taken back is gone. */
export const checkVisits = (history: History, snapshot: Snapshot): Violation[] => {
  const visits = new Map(snapshot.visits.map((visit) => [visit.id, visit]));
  const byVisit = groupBy(history.calls, (call) => call.visitId ?? call.answer?.appointmentId ?? '');
  const bookedByFact = new Set(
    factsOf(snapshot, 'booking').flatMap(({ type, data }) =>
      type === 'VisitBooked' && data.visit ? [data.visit.visitId] : [],
    ),
  );
  const found: Violation[] = [];
  for (const [visitId, calls] of byVisit) {
    const confirmed = calls.find((call) => BOOKS.has(call.kind) && isDone(call));
    if (!confirmed) continue;
    const visit = visits.get(visitId);
    if (!visit) {
      found.push(violation('lost', 2, `visit ${visitId} was confirmed and does not exist`, named(confirmed)));
      continue;
    }
    if (!bookedByFact.has(visitId))
      found.push(violation('lost', 4, `visit ${visitId} was confirmed and no event tells of it`, named(confirmed)));
    found.push(...endOf(visit, confirmed, calls));
  }
  return [...found, ...phantoms(history, snapshot), ...bannedFirst(snapshot)];
};

const endOf = (visit: Visit, confirmed: Call, calls: readonly Call[]): Violation[] => {
  const cancels = calls.filter((call) => CANCELS.has(call.kind));
  const done = cancels.find(isDone);
  const stands = `visit ${visit.id} stands as ${visit.state}`;
  if (visit.state === 'cancelled') {
    if (done || cancels.some(isOpen)) return [];
    return [violation('lost', 2, `${stands}, and nobody cancelled it`, named(confirmed))];
  }
  if (visit.state !== 'booked') return [violation('lost', 2, `${stands} after it was confirmed`, named(confirmed))];
  if (done) return [violation('lost', 2, `${stands} after its cancellation was confirmed`, named(done))];
  return [...timeOf(visit, confirmed, calls), ...absenceOf(visit, calls)];
};

const timeOf = (visit: Visit, confirmed: Call, calls: readonly Call[]): Violation[] => {
  const moves = calls.filter((call) => call.kind === 'move');
  const startOf = (call: Call): number => Date.parse(call.startsAt ?? '');
  const wrong = moves.filter((move) => isDone(move) && Date.parse(move.answer?.startsAt ?? '') !== startOf(move));
  const possible = possibleValues(moves, startOf, startOf(confirmed));
  const astray = possible.has(visit.startMs)
    ? []
    : [
        violation(
          'lost',
          2,
          `visit ${visit.id} stands at ${new Date(visit.startMs).toISOString()}, where no confirmed or open call put it last`,
          named(confirmed),
          ...moves.map(named),
        ),
      ];
  return [
    ...astray,
    ...wrong.map((move) => violation('untrue', 2, 'a move was confirmed for another time', named(move))),
  ];
};

const absenceOf = (visit: Visit, calls: readonly Call[]): Violation[] => {
  const marks = calls.filter((call) => call.kind === 'absence');
  if (possibleValues(marks, (call) => call.wanted === true, false).has(visit.absent)) return [];
  return [
    violation('lost', 2, `the absence of visit ${visit.id} is ${visit.absent}, unlike its marks`, ...marks.map(named)),
  ];
};

/** Every visit was asked for, and none stands that its client was refused for certain. */
const phantoms = (history: History, snapshot: Snapshot): Violation[] => {
  const asked = groupBy(
    history.calls.filter((call) => BOOKS.has(call.kind) || call.kind === 'reuse'),
    (call) => `${call.patientId} ${call.key}`,
  );
  return snapshot.visits.flatMap((visit) => {
    const calls = asked.get(`${visit.patientId} ${visit.key}`) ?? [];
    const about = `visit ${visit.id} (${visit.state}) under key ${visit.key}`;
    if (calls.length === 0) return [violation('untrue', 2, `${about} was asked for by nobody`)];
    if (visit.state !== 'booked' || !calls.every(isRefused)) return [];
    return [violation('untrue', 2, `${about} stands though it was refused`, ...calls.map(named))];
  });
};

/** By the order of the facts: nobody is booked in an office that has banned her. */
const bannedFirst = (snapshot: Snapshot): Violation[] => {
  const found: Violation[] = [];
  for (const facts of groupBy(factsOf(snapshot, 'booking'), (fact) => fact.key).values()) {
    const banned = new Map<string, number>();
    for (const { type, data, sequence, key } of facts.sort((a, b) => a.sequence - b.sequence)) {
      if (type === 'PatientBanned' && data.patientId) {
        if (data.banned) banned.set(data.patientId, sequence);
        else banned.delete(data.patientId);
      }
      const since = type === 'VisitBooked' ? banned.get(data.visit?.patientId ?? '') : undefined;
      if (since !== undefined)
        found.push(
          violation(
            'untrue',
            2,
            `office ${key} booked a patient it had banned`,
            `fact ${since}`,
            `fact ${sequence}: ${data.visit?.visitId}`,
          ),
        );
    }
  }
  return found;
};
