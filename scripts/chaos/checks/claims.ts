import { type History, isDone, isOpen, named } from '../history';
import type { Claim, Snapshot } from '../snapshot';
import { type Violation, violation } from '../violation';

/** Invariants 2 and 3 in the databases: a booked visit has its claim, and a held claim has its visit. */
export const checkClaims = (history: History, snapshot: Snapshot): Violation[] => {
  const claims = new Map(snapshot.claims.map((claim) => [keyOf(claim.visitId, claim.claimNo), claim]));
  const visits = new Map(snapshot.visits.map((visit) => [visit.id, visit]));
  const found: Violation[] = [];
  for (const visit of snapshot.visits) {
    if (visit.state !== 'booked') continue;
    const claim = claims.get(keyOf(visit.id, visit.claimNo));
    const holds = claim?.held && claim.officeId === visit.officeId;
    if (holds && claim.startMs === visit.startMs && claim.endMs === visit.endMs) continue;
    const text = `visit ${visit.id} stands on claim ${visit.claimNo}, which does not hold its time`;
    found.push(violation('lost', 2, text, claim ? describe(claim) : 'there is no such claim'));
  }
  for (const claim of snapshot.claims) {
    if (!claim.held) continue;
    const visit = visits.get(claim.visitId);
    if (visit?.state === 'booked' && visit.claimNo === claim.claimNo) continue;
    const state = visit ? `which is ${visit.state} on claim ${visit.claimNo}` : 'which does not exist';
    found.push(violation('stuck', 3, `a claim is held for visit ${claim.visitId}, ${state}`, describe(claim)));
  }
  return [...found, ...blocked(history, snapshot)];
};

const keyOf = (visitId: string, claimNo: number): string => `${visitId} ${claimNo}`;

const describe = (claim: Claim): string =>
  `claim ${claim.visitId} no. ${claim.claimNo}, ${claim.held ? 'held' : 'released'}, from ${new Date(claim.startMs ?? 0).toISOString()}`;

/** A visit stands in a block only when whoever placed it had seen the visit. */
const blocked = (history: History, snapshot: Snapshot): Violation[] => {
  const placed = history.calls.filter((call) => call.kind === 'block' && (isDone(call) || isOpen(call)));
  return snapshot.blocks.flatMap((block) => {
    const calls = placed.filter(
      (call) =>
        call.officeId === block.officeId &&
        (call.answer?.blockId === block.id ||
          (isOpen(call) &&
            Date.parse(call.startsAt ?? '') === block.startMs &&
            Date.parse(call.endsAt ?? '') === block.endMs)),
    );
    const expected = new Set(calls.flatMap((call) => call.expected ?? []));
    const inside = snapshot.claims.filter(
      ({ held, officeId, startMs, endMs }) =>
        held && officeId === block.officeId && (startMs ?? 0) < block.endMs && block.startMs < (endMs ?? 0),
    );
    return inside
      .filter((claim) => !expected.has(claim.visitId))
      .map((claim) =>
        violation('untrue', 1, `a visit stands in block ${block.id} unseen`, describe(claim), ...calls.map(named)),
      );
  });
};
