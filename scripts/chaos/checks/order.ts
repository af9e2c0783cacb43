import { factsOf, groupBy, type Snapshot, type TopicEvent } from '../snapshot';
import { type Violation, violation } from '../violation';

/** The order of invariant 4: each office's events are 1, 2, 3 … without a gap; only the same event may come again. */
export const checkOrder = (snapshot: Snapshot): Violation[] => {
  const found: Violation[] = [];
  const streams = groupBy(snapshot.events, (event) => `${event.area} ${event.key}`);
  for (const [stream, events] of streams) found.push(...inOrder(stream, events));
  for (const { area, key, last } of snapshot.sequences) {
    const told = new Set((streams.get(`${area} ${key}`) ?? []).map((event) => event.sequence)).size;
    if (told < last)
      found.push(violation('lost', 4, `${area} committed ${last} facts of ${key} and published ${told}`));
  }
  return [...found, ...versionsGrow(snapshot)];
};

const describe = (event: TopicEvent): string =>
  `${event.type} ${event.id}, sequence ${event.sequence}, partition ${event.partition} offset ${event.offset}`;

const inOrder = (stream: string, events: readonly TopicEvent[]): Violation[] => {
  const found: Violation[] = [];
  const known = new Map<number, TopicEvent>();
  let last = 0;
  let before: TopicEvent | undefined;
  for (const event of events) {
    const earlier = known.get(event.sequence);
    if (before && before.partition !== event.partition)
      found.push(violation('untrue', 4, `${stream} is spread over partitions`, describe(before), describe(event)));
    if (earlier && earlier.id !== event.id)
      found.push(
        violation('doubled', 4, `${stream} has two facts under one sequence`, describe(earlier), describe(event)),
      );
    if (!earlier) {
      if (event.sequence !== last + 1)
        found.push(
          violation(
            'lost',
            4,
            `${stream} has ${event.sequence} after ${last}`,
            before ? describe(before) : 'the first',
            describe(event),
          ),
        );
      last = Math.max(last, event.sequence);
      known.set(event.sequence, event);
    }
    before = event;
  }
  return found;
};

const RAISES = new Set(['VisitBooked', 'VisitMoved', 'VisitCancelled']);

/** Each fact of a visit carries the next version of it, and the last one is how it stands. */
const versionsGrow = (snapshot: Snapshot): Violation[] => {
  const found: Violation[] = [];
  const rows = new Map(snapshot.visits.map((visit) => [visit.id, visit]));
  const visitFacts = factsOf(snapshot, 'booking').filter((fact) => fact.data.visit);
  for (const [visitId, facts] of groupBy(visitFacts, (fact) => fact.data.visit?.visitId ?? '')) {
    facts.sort((a, b) => a.sequence - b.sequence);
    let version = 1;
    let revision = 0;
    for (const fact of facts) {
      const { visit } = fact.data;
      version += 1;
      if (RAISES.has(fact.type)) revision += 1;
      if (visit?.version === version && visit.scheduleRevision === revision) continue;
      const is = `version ${visit?.version}, revision ${visit?.scheduleRevision}`;
      found.push(
        violation('untrue', 4, `visit ${visitId} has ${is} where ${version} and ${revision} are due`, describe(fact)),
      );
    }
    const row = rows.get(visitId);
    const last = facts.at(-1)?.data.visit;
    const same =
      row &&
      last &&
      row.version === last.version &&
      `VISIT_STATE_${row.state.toUpperCase()}` === last.state &&
      row.startMs === Date.parse(last.startsAt) &&
      row.absent === (last.unjustifiedAbsence ?? false);
    if (!same)
      found.push(
        violation(
          'untrue',
          4,
          `visit ${visitId} does not stand as its last fact tells`,
          row ? `${row.state}, version ${row.version}` : 'no row',
          `${last?.state}, version ${last?.version}`,
        ),
      );
  }
  return found;
};
