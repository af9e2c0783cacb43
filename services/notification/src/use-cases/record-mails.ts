import type { Outbox, Tx } from '@creneau/chassis';
import { MailSettled } from '@creneau/proto/notification/v1/events';
import type { Mail, VisitFacts } from '../domain/mail';
import { insertMails, type LoggedMail, outdateMails } from '../outbound/postgres/mail-repository';
import { mailMessage } from './messages';
import type { Deps } from './ports';

/**
 * Writes the mails a change of a visit asks for, and marks those of its older revisions as stale. A mail that the log
 * holds already stays as it is, so that the same event may come any number of times. `onRecorded` runs after the commit.
 */
export const makeRecordMails =
  (d: Pick<Deps, 'outbox' | 'machine'> & { onRecorded: () => void }) =>
  async (tx: Tx, visit: VisitFacts, mails: readonly Mail[]): Promise<void> => {
    await insertMails(tx, mails, d.machine.now());
    // The first revision has none before it.
    const outdated = visit.scheduleRevision > 1 ? await outdateMails(tx, visit.visitId, visit.scheduleRevision) : [];
    for (const mail of outdated) await addSettled(tx, d.outbox, mail);
    tx.afterCommit(d.onRecorded);
  };
export type RecordMails = ReturnType<typeof makeRecordMails>;

/** Tells that a mail reached its end. */
export const addSettled = async (tx: Tx, outbox: Outbox, mail: LoggedMail): Promise<void> => {
  await outbox.add(tx, mail.officeId, MailSettled, {
    officeId: mail.officeId,
    version: mail.version,
    mail: mailMessage(mail),
  });
};
