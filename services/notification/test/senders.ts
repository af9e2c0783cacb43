import { createLogger, createOutbox, Health, Life, ManualClock, openPostgres } from '@creneau/chassis';
import { freshDatabase } from '@creneau/chassis/testing';
import { type Mail, mailsOfBooking } from '../src/domain/mail';
import { openMailer } from '../src/outbound/mail/smtp-mailer';
import { findMails } from '../src/outbound/postgres/mail-repository';
import type { Deps, Mailer, Visit } from '../src/use-cases/ports';
import { makeRecordMails } from '../src/use-cases/record-mails';
import { anOffice, aVisit } from './builders';
import { MIGRATIONS, NOW } from './stage';

/** What senders need, on a database of their own; letters are noted and not sent, unless a test has another mailer. */
export const openSenders = async () => {
  const log = createLogger('notification-test', 'fatal');
  const database = await freshDatabase(MIGRATIONS);
  const life = new Life(log);
  const postgres = await openPostgres({ url: database.url, life, health: new Health(), log, connections: 8 });
  const clock = new ManualClock(NOW);
  const machine = new ManualClock('2026-11-24T12:00:00Z');
  const visits = new Map<string, Visit>();
  const sent: string[] = [];
  const noting: Mailer = {
    send: async ({ key }) => void sent.push(`${key.visitId} ${key.kind}`),
  };

  const depsWith = (change: Partial<Deps>): Deps => ({
    postgres,
    outbox: createOutbox(clock, () => undefined),
    clock,
    machine,
    log,
    mailer: noting,
    most: 1,
    onTaken: () => undefined,
    turn: async () => undefined,
    sources: {
      visit: async (visitId) => visits.get(visitId),
      recipient: async () => ({ name: 'Patrick Plisson', address: 'patrick@exemple.test', language: 'fr' }),
      office: async () => anOffice(),
    },
    ...change,
  });
  const record = (visit: Visit, mails: readonly Mail[]): Promise<void> =>
    postgres.tx((tx) => makeRecordMails({ ...depsWith({}), onRecorded: () => undefined })(tx, visit, mails));

  return {
    life,
    postgres,
    clock,
    machine,
    visits,
    /** Visit and kind of each letter. */
    sent,
    noting,
    depsWith,
    /** A mailer that does send. */
    openMailerAt: (smtpUrl: string, connections = 2): Promise<Mailer> =>
      openMailer({
        life,
        smtpUrl,
        from: 'no-reply@creneau.localhost',
        publicUrl: 'http://localhost:8080',
        connections,
      }),
    record,
    /** Visits booked now, with their mails in the log. */
    bookedVisits: (count: number): Promise<Visit[]> =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const facts = aVisit();
          const ends = { endsAt: facts.startsAt.add({ minutes: 15 }), timeZone: 'Europe/Paris' };
          const visit: Visit = { ...facts, ...ends, teleconsultation: false, patient: 'Patrick Plisson' };
          visits.set(visit.visitId, visit);
          await record(visit, mailsOfBooking(visit, 'patient', clock.now()));
          return visit;
        }),
      ),
    confirmationOf: async ({ officeId, visitId }: Visit) =>
      (await findMails(postgres, officeId, visitId)).find((mail) => mail.kind === 'confirmation'),
    close: async () => {
      await life.stop();
      await database.drop();
    },
  };
};
export type Senders = Awaited<ReturnType<typeof openSenders>>;

export const sendAll = async (send: () => Promise<boolean>): Promise<void> => {
  while (await send());
};
