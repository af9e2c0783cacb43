import type { Db } from '@creneau/chassis';
import type { LoggedMail } from './mail-repository';

/** What an event tells of a mail that came to its end. */
export type SettledMail = Omit<LoggedMail, 'patientId' | 'by' | 'previousStartsAt'>;

/** The line as it was told, unless it is known in this version or a later one. To whom it went is not told. */
export const restoreSettled = async (db: Db, mail: SettledMail): Promise<void> => {
  await db.query(
    `INSERT INTO mail (visit_id, schedule_revision, kind, office_id, by_actor, due_at, state, version, attempts, sent_at,
       next_attempt_at)
     VALUES ($1, $2, $3, $4, 'system', $5, $6, $7, $8, $9, $5)
     ON CONFLICT (visit_id, schedule_revision, kind) DO UPDATE
     SET state = excluded.state, version = excluded.version, attempts = excluded.attempts, sent_at = excluded.sent_at,
         leased_by = NULL
     WHERE mail.version < excluded.version`,
    [
      mail.visitId,
      mail.scheduleRevision,
      mail.kind,
      mail.officeId,
      mail.dueAt,
      mail.state,
      mail.version,
      mail.attempts,
      mail.sentAt,
    ],
  );
};
