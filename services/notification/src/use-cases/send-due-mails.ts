import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@creneau/chassis';
import type { Letter } from '../domain/letter';
import { isStale, retryAfterSeconds } from '../domain/mail';
import { settledMails } from '../metrics';
import { type LoggedMail, leaseDueMails, postponeMail, settleMail } from '../outbound/postgres/mail-repository';
import { type Deps, LetterRefused, MailServerAway } from './ports';
import { addSettled } from './record-mails';

/** Well above the time that a turn, the questions and the mail server are given, so that a living sender never loses a mail. */
const LEASE_S = 180;
const MARK_AGAIN_MS = 500;

type End = { state: 'sent' } | { state: 'stale' } | { state: 'failed'; error: string };

/**
 * Works off the mails that are due for the longest time; answers false when none is. What becomes of each stays with it:
 * one that cannot be sent now is put back with a growing pause, one that is refused for good ends, and neither holds
 * up another. A sender that dies leaves its mails to whoever comes after the lease.
 */
export const makeSendDueMails = (d: Deps) => {
  const holder = randomUUID();
  return async (): Promise<boolean> => {
    const until = d.machine.now().add({ seconds: LEASE_S });
    const mails = await leaseDueMails(d.postgres, d.clock.now(), d.machine.now(), { holder, until }, d.most);
    if (mails.length === 0) return false;
    if (mails.length === d.most) d.onTaken();
    const turn = d.turn(mails.length);
    const ends = await Promise.allSettled(
      mails.map(async (mail) => {
        try {
          // Before the questions, so that what is sent was true a moment ago.
          await turn;
          await settle(d, mail, await deliver(d, mail));
        } catch (error) {
          await postpone(d, mail, holder, error);
        }
      }),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return true;
  };
};

const deliver = async (d: Deps, mail: LoggedMail): Promise<End> => {
  const letter = await write(d, mail);
  if (letter === 'stale') return { state: 'stale' };
  if (letter === 'no_address') return { state: 'failed', error: 'no_address' };
  try {
    await d.mailer.send(letter);
    return { state: 'sent' };
  } catch (error) {
    if (error instanceof LetterRefused) return { state: 'failed', error: error.code };
    throw error;
  }
};

const write = async (d: Deps, mail: LoggedMail): Promise<Letter | 'stale' | 'no_address'> => {
  const visit = await d.sources.visit(mail.visitId);
  if (!visit || isStale(mail, visit, d.clock.now())) return 'stale';
  const find = (personId: string | null) => (personId ? d.sources.recipient(personId) : undefined);
  const toOffice = mail.kind === 'office_cancelled';
  // All patients of those that leave together at the same moment.
  const [office, patient] = await Promise.all([
    d.sources.office(mail.officeId),
    toOffice ? undefined : find(mail.patientId),
  ]);
  const recipient = toOffice ? await find(office.ownerId) : patient;
  if (!recipient) return 'no_address';
  return {
    key: { visitId: mail.visitId, scheduleRevision: mail.scheduleRevision, kind: mail.kind },
    by: mail.by,
    recipient,
    patient: visit.patient,
    office,
    startsAt: visit.startsAt,
    endsAt: visit.endsAt,
    previousStartsAt: mail.previousStartsAt,
    timeZone: visit.timeZone,
    teleconsultation: visit.teleconsultation,
    writtenAt: d.clock.now(),
  };
};

/**
 * A mail that was sent is marked however long the database takes: forgetting it would send it twice, and while the
 * database is away nobody else can take it either.
 */
const settle = async (d: Deps, mail: LoggedMail, end: End): Promise<void> => {
  for (;;) {
    try {
      await d.postgres.tx(async (tx) => {
        const settled = await settleMail(tx, mail, {
          state: end.state,
          sentAt: end.state === 'sent' ? d.clock.now() : null,
          error: end.state === 'failed' ? end.error : null,
        });
        if (settled) await addSettled(tx, d.outbox, settled);
      });
      settledMails.inc({ kind: mail.kind, state: end.state });
      if (end.state === 'failed') d.log.warn({ mail: nameOf(mail), code: end.error }, 'a mail was given up');
      return;
    } catch (error) {
      if (end.state !== 'sent') throw error;
      d.log.error({ mail: nameOf(mail), err: error }, 'a sent mail waits to be marked');
      await sleep(MARK_AGAIN_MS);
    }
  }
};

const postpone = async (d: Deps, mail: LoggedMail, holder: string, error: unknown): Promise<void> => {
  const known = error instanceof AppError || error instanceof MailServerAway;
  const code = known ? error.code : 'internal';
  const pauseS = retryAfterSeconds(mail.attempts);
  const at = { mail: nameOf(mail), attempts: mail.attempts, code, pauseS };
  if (known) d.log.warn(at, 'a mail waits');
  else d.log.error({ ...at, err: error }, 'a mail waits');
  await postponeMail(d.postgres, mail, holder, d.machine.now().add({ seconds: pauseS }), code);
};

const nameOf = (mail: LoggedMail): string => `${mail.visitId}.${mail.scheduleRevision}.${mail.kind}`;
