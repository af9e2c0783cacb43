import { stackVariable } from '@creneau/chassis/testing';

interface CaughtMail {
  readonly headers: Readonly<Record<string, string>>;
}

/** Visits, once per mail of this kind that the catcher holds about one of them. */
export const mailsOf = async (visitIds: readonly string[], kind: string): Promise<string[]> => {
  const answer = await fetch(`${stackVariable('MAIL_URL')}/api/email`);
  const caught = (await answer.json()) as CaughtMail[];
  const names = caught.map(({ headers }) => headers['message-id'] ?? '');
  return names.flatMap((name) => visitIds.filter((id) => name.startsWith(`<${id}.`) && name.includes(`.${kind}@`)));
};
