import { type Call, type History, isDone, isRefused, named } from '../history';
import { type Claim, factsOf, groupBy, type Snapshot } from '../snapshot';
import { type Violation, violation } from '../violation';

/** Invariant 1, three times over: in the claims that stand, in the order of the facts, and in what clients were told. */
export const checkSlots = (history: History, snapshot: Snapshot): Violation[] => [
  ...claimsApart(snapshot),
  ...factsApart(snapshot),
  ...promisesApart(history),
];

const time = (ms: number): string => new Date(ms).toISOString();

const claimsApart = (snapshot: Snapshot): Violation[] => {
  const found: Violation[] = [];
  const held = snapshot.claims.filter((claim) => claim.held);
  for (const claims of groupBy(held, (claim) => claim.officeId).values()) {
    claims.sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0));
    for (const [i, one] of claims.entries()) {
      for (const other of claims.slice(i + 1)) {
        if ((other.startMs ?? 0) >= (one.endMs ?? 0)) break;
        if (one.visitId === other.visitId || !exclude(one, other)) continue;
        found.push(violation('doubled', 1, 'two held claims take the same time', describe(one), describe(other)));
      }
    }
  }
  return found;
};

const exclude = (one: Claim, other: Claim): boolean => one.lane === other.lane || one.lane === 0 || other.lane === 0;

const describe = (claim: Claim): string =>
  `claim ${claim.visitId} no. ${claim.claimNo} of office ${claim.officeId}, lane ${claim.lane}, from ${time(claim.startMs ?? 0)}`;

/** Nobody overbooks in a run: by the facts of an office, in their order, no two visits ever stood at one time. */
const factsApart = (snapshot: Snapshot): Violation[] => {
  const found: Violation[] = [];
  for (const facts of groupBy(factsOf(snapshot, 'booking'), (fact) => fact.key).values()) {
    facts.sort((a, b) => a.sequence - b.sequence);
    const standing = new Map<string, { startMs: number; endMs: number; sequence: number }>();
    for (const { type, data, sequence, key } of facts) {
      const { visit } = data;
      if (!visit) continue;
      if (type === 'VisitCancelled') standing.delete(visit.visitId);
      if (type !== 'VisitBooked' && type !== 'VisitMoved') continue;
      const span = { startMs: Date.parse(visit.startsAt), endMs: Date.parse(visit.endsAt), sequence };
      for (const [visitId, other] of standing) {
        if (visitId === visit.visitId || other.startMs >= span.endMs || span.startMs >= other.endMs) continue;
        const evidence = [`${visit.visitId} by fact ${sequence}`, `${visitId} by fact ${other.sequence}`];
        found.push(violation('doubled', 1, `two visits stood at ${visit.startsAt} in office ${key}`, ...evidence));
      }
      standing.set(visit.visitId, span);
    }
  }
  return found;
};

interface Promised {
  readonly call: Call;
  readonly visitId: string;
  readonly slot: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

const GIVES = new Set(['book', 'teleconsultation', 'again', 'move']);
const TAKES = new Set(['cancel', 'staff-cancel', 'move']);

/** While a visit was confirmed and nobody had begun to change it, nobody else was confirmed on its slot. */
const promisesApart = (history: History): Violation[] => {
  const changes = groupBy(
    history.calls.filter((call) => TAKES.has(call.kind) && !isRefused(call)),
    (call) => call.visitId ?? '',
  );
  const promised = history.calls.flatMap((call): Promised[] => {
    const { appointmentId: visitId, startsAt, state } = call.answer ?? {};
    if (!GIVES.has(call.kind) || !isDone(call) || !visitId || !startsAt || state !== 'booked') return [];
    const others = (changes.get(visitId) ?? []).filter((change) => change.n !== call.n);
    const after = others.filter((change) => !isDone(change) || change.endMs > call.startMs);
    const untilMs = Math.min(...after.map((change) => change.startMs), Number.POSITIVE_INFINITY);
    if (untilMs <= call.endMs) return [];
    return [{ call, visitId, slot: `${call.officeId} ${time(Date.parse(startsAt))}`, fromMs: call.endMs, untilMs }];
  });
  const found: Violation[] = [];
  for (const [slot, claims] of groupBy(promised, (promise) => promise.slot)) {
    claims.sort((a, b) => a.fromMs - b.fromMs);
    const seen = new Set<string>();
    for (const [i, one] of claims.entries()) {
      for (const other of claims.slice(i + 1)) {
        if (other.visitId === one.visitId || other.fromMs >= one.untilMs) continue;
        const pair = [one.visitId, other.visitId].sort().join(' ');
        if (seen.has(pair)) continue;
        seen.add(pair);
        found.push(
          violation('doubled', 1, `two visits were confirmed on one slot: ${slot}`, named(one.call), named(other.call)),
        );
      }
    }
  }
  return found;
};
