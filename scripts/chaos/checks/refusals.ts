import { type Call, type History, isDone, isOpen, isRefused, named } from '../history';
import { factsOf, groupBy, type Snapshot } from '../snapshot';
import { type Violation, violation } from '../violation';

/** A claim that nobody stands on any more may take its time so long to go. */
const CLAIM_GOES_MS = 120_000;

/** What refusals say was so, as far as it can be decided afterwards. */
export const checkRefusals = (history: History, snapshot: Snapshot): Violation[] => [
  ...taken(history, snapshot),
  ...blocked(history, snapshot),
  ...banned(history),
  ...changed(history, snapshot),
];

/** `slot_taken`: a claim of another visit took the time, and had not been free for long. */
const taken = (history: History, snapshot: Snapshot): Violation[] => {
  const claims = groupBy(
    snapshot.claims.filter((claim) => claim.startMs !== null),
    (claim) => `${claim.officeId} ${claim.startMs}`,
  );
  const keyOf = new Map(snapshot.visits.map((visit) => [visit.id, `${visit.patientId} ${visit.key}`]));
  const firstAsked = new Map<string, number>();
  for (const call of history.calls)
    if (call.key)
      firstAsked.set(
        `${call.patientId} ${call.key}`,
        Math.min(call.startMs, firstAsked.get(`${call.patientId} ${call.key}`) ?? call.startMs),
      );
  const gone = lastLeft(history);
  return history.calls
    .filter((call) => call.code === 'slot_taken')
    .flatMap((call) => {
      const own = `${call.patientId} ${call.key}`;
      const explains = (claims.get(`${call.officeId} ${Date.parse(call.startsAt ?? '')}`) ?? []).some(
        ({ visitId, startMs }) =>
          visitId !== call.visitId &&
          keyOf.get(visitId) !== own &&
          (firstAsked.get(keyOf.get(visitId) ?? '') ?? 0) < call.endMs &&
          (gone.get(`${visitId} ${startMs}`) ?? Number.POSITIVE_INFINITY) + CLAIM_GOES_MS > firstOf(history, call),
      );
      return explains
        ? []
        : [violation('untrue', 3, 'a slot was refused as taken, and nobody had it', named(call), call.startsAt ?? '')];
    });
};

/** A refusal kept under a key was made when the key was first asked for. */
const firstOf = (history: History, call: Call): number =>
  call.key === undefined
    ? call.startMs
    : Math.min(
        ...history.calls
          .filter((one) => one.key === call.key && one.patientId === call.patientId)
          .map((one) => one.startMs),
      );

/** By visit and time: when it was confirmed that the visit does not stand there any more. */
const lastLeft = (history: History): Map<string, number> => {
  const left = new Map<string, number>();
  const byVisit = groupBy(
    history.calls.filter((call) => call.visitId !== undefined || call.answer?.appointmentId !== undefined),
    (call) => call.visitId ?? call.answer?.appointmentId ?? '',
  );
  for (const [visitId, calls] of byVisit) {
    if (calls.some((call) => isOpen(call) && call.kind === 'move')) continue;
    const cancelled = calls.filter((call) => isDone(call) && (call.kind === 'cancel' || call.kind === 'staff-cancel'));
    if (cancelled.length === 0) continue;
    const endMs = Math.min(...cancelled.map((call) => call.endMs));
    const starts = new Set(
      calls.flatMap((call) => [call.startsAt, call.answer?.startsAt].flatMap((at) => (at ? [Date.parse(at)] : []))),
    );
    for (const startMs of starts) left.set(`${visitId} ${startMs}`, endMs);
  }
  return left;
};

/** `slot_blocked`: a block over the time had been asked for. */
const blocked = (history: History, snapshot: Snapshot): Violation[] => {
  const placed = factsOf(snapshot, 'scheduling').flatMap(({ type, data, key }) => {
    if (type !== 'BlockPlaced' || !data.block) return [];
    const { start, end } = data.block.during;
    return [{ officeId: key, startMs: Date.parse(start), endMs: Date.parse(end) }];
  });
  return history.calls
    .filter((call) => call.code === 'slot_blocked')
    .filter((call) => {
      const at = Date.parse(call.startsAt ?? '');
      return !placed.some((block) => block.officeId === call.officeId && block.startMs <= at && at < block.endMs);
    })
    .map((call) => violation('untrue', 2, 'a slot was refused as blocked, and no block ever lay there', named(call)));
};

/** `patient_banned`: somebody had asked for the ban. */
const banned = (history: History): Violation[] =>
  history.calls
    .filter((call) => call.code === 'patient_banned')
    .filter(
      (call) =>
        !history.calls.some(
          (ban) =>
            ban.kind === 'ban' &&
            !isRefused(ban) &&
            ban.officeId === call.officeId &&
            ban.patientId === call.patientId &&
            ban.startMs < call.endMs,
        ),
    )
    .map((call) => violation('untrue', 2, 'a patient was refused as banned, and nobody had banned her', named(call)));

/** `visits_changed`: each visit of the list that it answers has a claim in the office. */
const changed = (history: History, snapshot: Snapshot): Violation[] => {
  const claimed = new Set(snapshot.claims.map((claim) => `${claim.officeId} ${claim.visitId}`));
  return history.calls
    .filter((call) => call.code === 'visits_changed')
    .flatMap((call) =>
      (call.answer?.appointmentIds ?? [])
        .filter((visitId) => !claimed.has(`${call.officeId} ${visitId}`))
        .map((visitId) =>
          violation(
            'untrue',
            2,
            `a block was refused for visit ${visitId}, which never had a claim there`,
            named(call),
          ),
        ),
    );
};
