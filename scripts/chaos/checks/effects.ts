import { factsOf, groupBy, type Snapshot, type TopicEvent } from '../snapshot';
import { type Violation, violation } from '../violation';

/** The rest of invariant 4: what each consumer made of the facts is what they say, and no fact was parked. */
export const checkEffects = (snapshot: Snapshot): Violation[] => [
  ...snapshot.deadLetters.map((event) =>
    violation('lost', 4, `${event.type} ${event.id} of ${event.area} was parked`, event.reason ?? 'no reason'),
  ),
  ...mailsFollow(snapshot),
  ...duesFollow(snapshot),
  ...paymentsKnown(snapshot),
  ...settingsKnown(snapshot),
  ...blocksFollow(snapshot),
  ...bansFollow(snapshot),
];

const REMINDER_MS = 48 * 3_600_000;

/** The mails that the facts of a visit ask for, as `visit.revision.kind`. */
const mailsOf = ({ type, data: { visit, by }, atMs }: TopicEvent): string[] => {
  if (!visit) return [];
  const name = (kind: string): string => `${visit.visitId}.${visit.scheduleRevision}.${kind}`;
  const reminder = (fromMs: number): string[] =>
    Date.parse(visit.startsAt) - REMINDER_MS > fromMs ? [name('reminder')] : [];
  if (type === 'VisitBooked') return [name('confirmation'), ...reminder(Date.parse(visit.bookedAt ?? ''))];
  if (type === 'VisitMoved') return [name('moved'), ...reminder(atMs)];
  if (type !== 'VisitCancelled') return [];
  return [name('cancelled'), ...(by === 'ACTOR_KIND_STAFF' ? [] : [name('office_cancelled')])];
};

const mailsFollow = (snapshot: Snapshot): Violation[] => {
  const asked = new Set(factsOf(snapshot, 'booking').flatMap(mailsOf));
  const logged = new Set(snapshot.mails.map((mail) => `${mail.visitId}.${mail.revision}.${mail.kind}`));
  return [
    ...[...asked].filter((mail) => !logged.has(mail)).map((mail) => violation('lost', 4, `the send log lacks ${mail}`)),
    ...[...logged]
      .filter((mail) => !asked.has(mail))
      .map((mail) => violation('untrue', 4, `no fact asks for the mail ${mail}`)),
  ];
};

const duesFollow = (snapshot: Snapshot): Violation[] => {
  const dues = new Map(snapshot.dues.map((due) => [due.visitId, due]));
  const told = new Map<string, number>();
  for (const { type, data } of factsOf(snapshot, 'payment'))
    if (type === 'DueChanged' && data.due)
      told.set(data.due.visitId, Math.max(told.get(data.due.visitId) ?? 0, data.due.version));
  const found: Violation[] = [];
  for (const { type, data, id } of factsOf(snapshot, 'booking')) {
    const { visit } = data;
    if (!visit?.teleconsultation || (type !== 'VisitBooked' && type !== 'VisitCancelled')) continue;
    const due = dues.get(visit.visitId);
    if (!due) found.push(violation('lost', 4, `nothing is due for teleconsultation ${visit.visitId}`, `${type} ${id}`));
    else if (type === 'VisitCancelled' && due.state !== 'void' && due.state !== 'paid')
      found.push(
        violation(
          'lost',
          4,
          `teleconsultation ${visit.visitId} was cancelled and is still ${due.state}`,
          `${type} ${id}`,
        ),
      );
  }
  for (const due of snapshot.dues)
    if (told.get(due.visitId) !== due.version)
      found.push(
        violation(
          'lost',
          4,
          `the due of ${due.visitId} is at version ${due.version}, told of at ${told.get(due.visitId) ?? 0}`,
        ),
      );
  return found;
};

/** booking shows what payment says. */
const paymentsKnown = (snapshot: Snapshot): Violation[] => {
  const known = new Map(snapshot.paymentStates.map((state) => [state.visitId, state]));
  return snapshot.dues.flatMap((due) => {
    const state = known.get(due.visitId);
    if (state?.version === due.version && state.settled === (due.state !== 'unpaid')) return [];
    const booking = state ? `version ${state.version}, settled ${state.settled}` : 'nothing';
    return [
      violation(
        'lost',
        4,
        `booking knows ${booking} of the due of ${due.visitId}, which is ${due.state}, version ${due.version}`,
      ),
    ];
  });
};

const settingsKnown = (snapshot: Snapshot): Violation[] =>
  snapshot.settings.flatMap(({ officeId, owner, searchable, ...followers }) => [
    ...(['scheduling', 'booking', 'search'] as const)
      .filter((name) => followers[name] !== owner)
      .map((name) =>
        violation('lost', 4, `${name} follows settings ${followers[name]} of office ${officeId}; they are at ${owner}`),
      ),
    ...(searchable ? [] : [violation('lost', 4, `search does not show that office ${officeId} has its planning`)]),
  ]);

const blocksFollow = (snapshot: Snapshot): Violation[] => {
  const standing = new Set<string>();
  for (const facts of groupBy(factsOf(snapshot, 'scheduling'), (fact) => fact.key).values()) {
    for (const { type, data } of facts.sort((a, b) => a.sequence - b.sequence)) {
      if (type === 'BlockPlaced' && data.block) standing.add(data.block.id);
      if (type === 'BlockLifted' && data.block) standing.delete(data.block.id);
    }
  }
  const rows = new Set(snapshot.blocks.map((block) => block.id));
  return [
    ...[...standing]
      .filter((id) => !rows.has(id))
      .map((id) => violation('lost', 4, `block ${id} stands by the facts alone`)),
    ...[...rows]
      .filter((id) => !standing.has(id))
      .map((id) => violation('lost', 4, `block ${id} stands and no fact says so`)),
  ];
};

const bansFollow = (snapshot: Snapshot): Violation[] => {
  const told = new Map<string, boolean>();
  const bans = factsOf(snapshot, 'booking').filter((fact) => fact.type === 'PatientBanned');
  for (const { key, data } of bans.sort((a, b) => a.sequence - b.sequence))
    told.set(`${key} ${data.patientId}`, data.banned ?? false);
  return snapshot.officePatients.flatMap(({ officeId, patientId, banned }) =>
    banned === (told.get(`${officeId} ${patientId}`) ?? false)
      ? []
      : [
          violation(
            'untrue',
            4,
            `patient ${patientId} is ${banned ? '' : 'not '}banned in office ${officeId}, unlike the last fact`,
          ),
        ],
  );
};
