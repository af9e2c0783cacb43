import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Life } from '@creneau/chassis';
import { createTransport, type NodemailerError, type Transporter } from 'nodemailer';
import type { Letter } from '../../domain/letter';
import { LetterRefused, type Mailer, MailServerAway } from '../../use-cases/ports';
import { calendarFileOf } from './calendar-file';
import { contentOf } from './content';
import { toHtml, toText } from './layout';

interface MailerOptions {
  life: Life;
  smtpUrl: string;
  /** The bare address that mails come from. */
  from: string;
  publicUrl: string;
  connections: number;
}

/** No letter takes longer than this from when it is handed over, whatever the server does: well within a lease. */
const SEND_MS = 45_000;

/** Sends by SMTP over connections that are kept for a while, each step bounded. */
export const openMailer = async (options: MailerOptions): Promise<Mailer> => {
  const { life, smtpUrl, from, publicUrl } = options;
  const transport = await life.open(
    'smtp',
    () => openTransport(new URL(smtpUrl), options),
    (opened) => opened.close(),
  );
  transport.use('stream', ({ message }, done) => {
    message.processFunc(inOnePiece);
    done();
  });
  const host = new URL(publicUrl).hostname;

  return {
    async send(letter) {
      const content = contentOf(letter, publicUrl);
      const { visitId, scheduleRevision, kind } = letter.key;
      try {
        await transport.sendMail({
          from: { name: 'Créneau', address: from },
          to: { name: letter.recipient.name, address: letter.recipient.address },
          subject: content.subject,
          text: toText(content),
          html: toHtml(content),
          ...calendarPart(letter, publicUrl, from),
          messageId: `<${visitId}.${scheduleRevision}.${kind}@${host}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.timeout(SEND_MS),
        });
      } catch (error) {
        throw toFailure(error as NodemailerError);
      }
    },
  };
};

/** The composer writes a mail in some twenty pieces, and each costs a write and, over there, a read. */
const inOnePiece = (pieces: Readable): Readable =>
  Readable.from(
    (async function* () {
      yield await buffer(pieces);
    })(),
    { objectMode: false },
  );

/** Connecting, greeting and silence are bounded; what was not sent is ours to try again, so the pool requeues nothing. */
const openTransport = (url: URL, { connections }: Pick<MailerOptions, 'connections'>): Transporter =>
  createTransport({
    pool: true,
    host: url.hostname,
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 25),
    secure: url.protocol === 'smtps:',
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    maxConnections: connections,
    maxRequeues: 0,
    idleTimeout: 30_000,
    dnsTimeout: 5_000,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 20_000,
  });

/** The office keeps no calendar by us: only patients get the file. */
const calendarPart = (letter: Letter, publicUrl: string, from: string) => {
  if (letter.key.kind === 'office_cancelled') return {};
  return { icalEvent: { ...calendarFileOf(letter, publicUrl, from), filename: 'rendez-vous.ics' } };
};

/**
 * A letter is refused for good by a 5xx answer to its recipient or its content, or by an address that is none. All else,
 * a refused sender or password too, may be mended on the server's side or ours.
 */
const toFailure = (error: NodemailerError): LetterRefused | MailServerAway => {
  const code = `smtp_${error.responseCode ?? String(error.code ?? 'error').toLowerCase()}`;
  if (error.permanent && (error.command === 'RCPT TO' || error.command === 'DATA')) return new LetterRefused(code);
  if (error.code === 'EENVELOPE' && error.command === 'API') return new LetterRefused(code);
  return new MailServerAway(code);
};
