import { eventually } from './eventually';
import { mailUrl } from './stack';

export interface CaughtMail {
  subject: string;
  html: string;
  text: string;
  time: string;
  /** The text of its calendar file, when it carries one. */
  calendar?: string;
}

interface Listed {
  id: string;
  subject: string;
  html?: string;
  text?: string;
  time: string;
  to: { address: string }[];
  attachments?: { contentType: string; generatedFileName: string }[];
}

const calendarOf = async ({ id, attachments = [] }: Listed): Promise<string | undefined> => {
  const file = attachments.find(({ contentType }) => /calendar|ics/.test(contentType));
  if (!file) return undefined;
  const answer = await fetch(`${mailUrl}/api/email/${id}/attachment/${encodeURIComponent(file.generatedFileName)}`);
  // RFC 5545 §3.1: long lines are folded.
  return (await answer.text()).replace(/\r\n[ \t]/g, '');
};

/** The mails of an address whose subject matches, oldest first. */
export const mailsTo = async (address: string, subject: RegExp): Promise<CaughtMail[]> => {
  const listed = (await (await fetch(`${mailUrl}/api/email`)).json()) as Listed[];
  const mine = listed.filter(
    (mail) => mail.to.some((to) => to.address.toLowerCase() === address) && subject.test(mail.subject),
  );
  mine.sort((a, b) => a.time.localeCompare(b.time));
  return Promise.all(
    mine.map(async (mail) => ({
      subject: mail.subject,
      html: mail.html ?? '',
      text: mail.text ?? '',
      time: mail.time,
      calendar: await calendarOf(mail),
    })),
  );
};

/** The one mail of an address with such a subject, as soon as it has arrived. */
export const mailTo = (address: string, subject: RegExp, withinMs?: number): Promise<CaughtMail> =>
  eventually(async () => {
    const mail = (await mailsTo(address, subject)).at(-1);
    if (!mail) throw new Error(`No mail ${subject} to ${address}.`);
    return mail;
  }, withinMs);

/** The address behind the link of a mail that is one of Keycloak's own. */
export const linkIn = ({ html, text }: CaughtMail): string => {
  const found = /https?:\/\/[^\s"'<>]+\/login-actions\/[^\s"'<>]+/.exec(`${text}\n${html}`)?.[0];
  if (!found) throw new Error(`No link in: ${text}`);
  return found.replaceAll('&amp;', '&');
};

/** What stands after a property's name in a calendar file. */
export const calendarField = (calendar: string | undefined, name: string): string | undefined =>
  new RegExp(`^${name}(?:;[^:\\r\\n]*)?:(.*?)\\r?$`, 'm').exec(calendar ?? '')?.[1];

/** An instant as calendar files write it (RFC 5545 §3.3.5): 20270112T081500Z. */
export const inUtc = (startsAt: string): string => new Date(startsAt).toISOString().replace(/[-:]|\.\d+/g, '');
