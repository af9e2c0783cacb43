import type { Db } from '@creneau/chassis';
import type { Actor, Mail, MailKey, MailKind, MailState } from '../../domain/mail';

interface Row {
  visit_id: string;
  schedule_revision: number;
  kind: MailKind;
  office_id: string;
  patient_id: string | null;
  by_actor: Actor;
  previous_starts_at: Temporal.Instant | null;
  due_at: Temporal.Instant;
  state: MailState;
  version: number;
  attempts: number;
  sent_at: Temporal.Instant | null;
}

/** A line of the log with what became of it. */
export interface LoggedMail extends Mail {
  state: MailState;
  version: number;
  attempts: number;
  sentAt: Temporal.Instant | null;
}

const COLUMNS = `visit_id, schedule_revision, kind, office_id, patient_id, by_actor, previous_starts_at, due_at, state,
  version, attempts, sent_at`;
const ALL_OF_MAIL = COLUMNS.replace(/\w+/g, 'mail.$&');

/** Writes the mails that the log does not hold yet. `machineNow`: they may be tried from then on. */
export const insertMails = async (db: Db, mails: readonly Mail[], machineNow: Temporal.Instant): Promise<void> => {
  if (mails.length === 0) return;
  await db.query(
    {
      name: 'mail-insert',
      text: `INSERT INTO mail (visit_id, schedule_revision, kind, office_id, patient_id, by_actor, previous_starts_at,
               due_at, next_attempt_at)
             SELECT *, $9 FROM unnest($1::uuid[], $2::int[], $3::mail_kind[], $4::uuid[], $5::uuid[], $6::actor[],
               $7::timestamptz[], $8::timestamptz[]) ON CONFLICT DO NOTHING`,
    },
    [
      mails.map((mail) => mail.visitId),
      mails.map((mail) => mail.scheduleRevision),
      mails.map((mail) => mail.kind),
      mails.map((mail) => mail.officeId),
      mails.map((mail) => mail.patientId),
      mails.map((mail) => mail.by),
      mails.map((mail) => mail.previousStartsAt),
      mails.map((mail) => mail.dueAt),
      machineNow,
    ],
  );
};

/** Marks waiting mails of older revisions as stale; one that a sender holds right now is left to it. */
export const outdateMails = async (db: Db, visitId: string, beforeRevision: number): Promise<LoggedMail[]> => {
  const rows = await db.query<Row>(
    {
      name: 'mail-outdate',
      text: `UPDATE mail SET state = 'stale', version = version + 1
             WHERE visit_id = $1 AND schedule_revision < $2 AND state = 'waiting' AND leased_by IS NULL
             RETURNING ${COLUMNS}`,
    },
    [visitId, beforeRevision],
  );
  return rows.map(toMail);
};

export interface Lease {
  holder: string;
  /** By the machine's clock. */
  until: Temporal.Instant;
}

/**
 * Takes the mails that are due for the longest time, or such as tell of a change made before the clock went back: only
 * reminders wait for a time. No other sender gets them until the lease ends. Those whose holder died are taken again after that.
 */
export const leaseDueMails = async (
  db: Db,
  now: Temporal.Instant,
  machineNow: Temporal.Instant,
  lease: Lease,
  most: number,
): Promise<LoggedMail[]> => {
  // Not prepared: a plan made while the log was empty reads and sorts all that wait, for as long as nobody analyses the table. This
  // runs a few times a second, and is planned for the table as it is.
  const rows = await db.query<Row>(
    `WITH due AS (
         SELECT visit_id, schedule_revision, kind FROM mail
         WHERE state = 'waiting' AND due_at <= $1 AND next_attempt_at <= $2
         ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED),
       early AS (
         SELECT visit_id, schedule_revision, kind FROM mail
         WHERE state = 'waiting' AND kind <> 'reminder' AND due_at > $1 AND next_attempt_at <= $2
           AND NOT EXISTS (SELECT 1 FROM due)
         ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED),
       next AS (SELECT * FROM due UNION ALL SELECT * FROM early)
       UPDATE mail SET leased_by = $3, next_attempt_at = $4, attempts = attempts + 1 FROM next
       WHERE (mail.visit_id, mail.schedule_revision, mail.kind) = (next.visit_id, next.schedule_revision, next.kind)
       RETURNING ${ALL_OF_MAIL}`,
    [now, machineNow, lease.holder, lease.until, most],
  );
  return rows.map(toMail);
};

/** The end of a mail; undefined when it had come to one already. */
export const settleMail = async (
  db: Db,
  key: MailKey,
  end: { state: 'sent' | 'stale' | 'failed'; sentAt: Temporal.Instant | null; error: string | null },
): Promise<LoggedMail | undefined> => {
  const [row] = await db.query<Row>(
    {
      name: 'mail-settle',
      text: `UPDATE mail SET state = $4, sent_at = $5, last_error = $6, leased_by = NULL, version = version + 1
             WHERE visit_id = $1 AND schedule_revision = $2 AND kind = $3 AND state = 'waiting' RETURNING ${COLUMNS}`,
    },
    [key.visitId, key.scheduleRevision, key.kind, end.state, end.sentAt, end.error],
  );
  return row && toMail(row);
};

/** Gives a mail back, to be tried again from an instant of the machine's clock. Nothing happens when the lease was lost. */
export const postponeMail = async (
  db: Db,
  key: MailKey,
  holder: string,
  until: Temporal.Instant,
  error: string,
): Promise<void> => {
  await db.query(
    {
      name: 'mail-postpone',
      text: `UPDATE mail SET next_attempt_at = $5, last_error = $6, leased_by = NULL
             WHERE visit_id = $1 AND schedule_revision = $2 AND kind = $3 AND state = 'waiting' AND leased_by = $4`,
    },
    [key.visitId, key.scheduleRevision, key.kind, holder, until, error],
  );
};

/** What was sent for a visit, or waits, newest first. */
export const findMails = async (db: Db, officeId: string, visitId: string): Promise<LoggedMail[]> => {
  const rows = await db.query<Row>(
    {
      name: 'mail-find',
      text: `SELECT ${COLUMNS} FROM mail WHERE visit_id = $2 AND office_id = $1
             ORDER BY schedule_revision DESC, due_at DESC, kind DESC`,
    },
    [officeId, visitId],
  );
  return rows.map(toMail);
};

/** How many mails are due and not settled, and since when the oldest of them is. */
export const countDueMails = async (
  db: Db,
  now: Temporal.Instant,
): Promise<{ due: number; oldestDueAt: Temporal.Instant | null }> => {
  const [row] = await db.query<{ due: number; oldest: Temporal.Instant | null }>(
    {
      name: 'mail-count-due',
      text: `SELECT count(*) AS due, min(due_at) AS oldest FROM mail
             WHERE state = 'waiting' AND (due_at <= $1 OR kind <> 'reminder')`,
    },
    [now],
  );
  return { due: row?.due ?? 0, oldestDueAt: row?.oldest ?? null };
};

const toMail = (row: Row): LoggedMail => ({
  visitId: row.visit_id,
  scheduleRevision: row.schedule_revision,
  kind: row.kind,
  officeId: row.office_id,
  patientId: row.patient_id,
  by: row.by_actor,
  previousStartsAt: row.previous_starts_at,
  dueAt: row.due_at,
  state: row.state,
  version: row.version,
  attempts: row.attempts,
  sentAt: row.sent_at,
});
