import { processNames } from '../../stack/services';
import type { History } from '../history';
import { factsOf, groupBy, type Letter, type Mail, type Snapshot } from '../snapshot';
import { type Violation, violation } from '../violation';

/** A fault so long before or after a letter may be what kept its sender from marking it. */
const BEFORE_MS = 30_000;
const AFTER_MS = 5_000;
const SENDS = new Set([...processNames('notification'), 'mail', 'postgres']);

const nameOf = ({ visitId, revision, kind }: Pick<Mail, 'visitId' | 'revision' | 'kind'>): string =>
  `${visitId}.${revision}.${kind}`;

/** Invariant 5: each mail that was due went out, and twice only where its sender died on the way. */
export const checkMails = (history: History, snapshot: Snapshot): Violation[] => {
  const letters = groupBy(snapshot.letters, nameOf);
  const logged = new Set(snapshot.mails.map(nameOf));
  const found: Violation[] = [];
  for (const mail of snapshot.mails) {
    const name = nameOf(mail);
    const sent = letters.get(name) ?? [];
    if (mail.state === 'sent' && sent.length === 0)
      found.push(violation('lost', 5, `${name} counts as sent and never arrived`));
    if (mail.state === 'failed') found.push(violation('lost', 5, `${name} was given up`));
    if (mail.state === 'waiting' && (mail.kind !== 'reminder' || mail.dueMs <= snapshot.nowMs))
      found.push(violation('stuck', 5, `${name} is due and waits`));
    if (mail.state === 'stale' && !hadLostItsPoint(mail, snapshot))
      found.push(violation('lost', 5, `${name} was put aside as stale, and was not`));
    found.push(...twice(name, sent, history));
  }
  for (const name of letters.keys())
    if (!logged.has(name)) found.push(violation('untrue', 5, `${name} arrived and is in no log`));
  return found;
};

const twice = (name: string, sent: readonly Letter[], history: History): Violation[] => {
  const letters = [...sent].sort((a, b) => a.atMs - b.atMs);
  return letters.slice(1).flatMap((letter, i) => {
    const first = letters[i]?.atMs ?? 0;
    const excused = history.faults.some(
      (fault) =>
        fault.injected &&
        SENDS.has(fault.target) &&
        fault.startMs < first + AFTER_MS &&
        fault.endMs > first - BEFORE_MS,
    );
    if (excused) return [];
    const at = [first, letter.atMs].map((ms) => new Date(ms).toISOString());
    return [violation('doubled', 5, `${name} went out twice, and no fault was near`, ...at)];
  });
};

/** The visit had changed again, or begun, when the mail was looked at. */
const hadLostItsPoint = (mail: Mail, snapshot: Snapshot): boolean => {
  const ofVisit = factsOf(snapshot, 'booking').flatMap(({ data }) =>
    data.visit?.visitId === mail.visitId ? [data.visit] : [],
  );
  if (ofVisit.some((visit) => visit.scheduleRevision > mail.revision)) return true;
  const startMs = Date.parse(ofVisit.find((visit) => visit.scheduleRevision === mail.revision)?.startsAt ?? '');
  const settled = factsOf(snapshot, 'notification').filter(
    ({ type, data }) =>
      type === 'MailSettled' &&
      data.mail?.visitId === mail.visitId &&
      data.mail.scheduleRevision === mail.revision &&
      data.mail.kind === `MAIL_KIND_${mail.kind.toUpperCase()}`,
  );
  return settled.some((fact) => fact.atMs >= startMs);
};
