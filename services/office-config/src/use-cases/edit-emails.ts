import { invalid } from '@creneau/chassis';
import { MAX_EMAILS, normalEmail, sortEmails } from '../domain/emails';
import type { Deps } from './ports';

export interface AddEmails {
  officeId: string;
  authorId: string;
  emails: readonly string[];
}

export interface AddedEmails {
  added: number;
  alreadyListed: number;
  /** As they came. */
  malformed: string[];
}

/**
 * Lists addresses of patients (F6): the well-formed ones, while the malformed are named. Throws `invalid` when the list
 * would grow beyond its bound; then none is added.
 */
export const makeAddEmails =
  (d: Pick<Deps, 'log'>) =>
  async ({ officeId, authorId, emails }: AddEmails): Promise<AddedEmails> => {
    if (emails.length > MAX_EMAILS) throw tooMany();
    let answer: AddedEmails = { added: 0, alreadyListed: 0, malformed: [] };
    await d.log.append(officeId, authorId, ({ emails: listed }) => {
      const { fresh, alreadyListed, malformed } = sortEmails(listed, emails);
      if (listed.size + fresh.length > MAX_EMAILS) throw tooMany();
      answer = { added: fresh.length, alreadyListed, malformed };
      return fresh.length > 0 ? { kind: 'emails_added', emails: fresh } : undefined;
    });
    return answer;
  };

export interface RemoveEmail {
  officeId: string;
  authorId: string;
  email: string;
}

/** Takes an address off the list. Removing one that is not there changes nothing. */
export const makeRemoveEmail =
  (d: Pick<Deps, 'log'>) =>
  async ({ officeId, authorId, email: given }: RemoveEmail): Promise<void> => {
    const email = normalEmail(given);
    await d.log.append(officeId, authorId, ({ emails }) =>
      emails.has(email) ? { kind: 'email_removed', email } : undefined,
    );
  };

const tooMany = () =>
  invalid([
    {
      field: 'emails',
      rule: 'too_many',
      message: `an office lists at most ${MAX_EMAILS} addresses`,
      limit: String(MAX_EMAILS),
    },
  ]);
