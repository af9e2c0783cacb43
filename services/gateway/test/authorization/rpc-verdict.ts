import type { ServiceName } from '@creneau/chassis';
import type { Standing } from './rest-access';
import type { RpcAccess } from './rpc-access';

/** Who is behind a call: somebody, nobody, or a token that is no person's. */
export type Behind = Standing | 'a forged token';

/** What an RPC answers when a service asks it about what is known. */
export const expectedReply = ({ callers, answer }: RpcAccess, service: ServiceName, behind: Behind): string => {
  const speaksFor = callers[service];
  if (!speaksFor) return 'forbidden service_not_admitted';
  if (speaksFor === 'itself') return answer;
  if (behind === 'a forged token') return 'unauthenticated bad_token';
  if (speaksFor === 'itself, whoever is behind it') return answer;
  const { role, own } = behind;
  if (!role)
    return speaksFor === 'itself, or who works for the office' ? answer : 'unauthenticated person_token_missing';

  const works = role === 'secretary' || role === 'practitioner';
  switch (speaksFor) {
    case 'anybody signed in':
      return answer;
    case 'itself, or who works for the office':
    case 'who works for the office':
      return works && own ? answer : 'forbidden not_affiliated';
    case 'the staff of the office':
      if (!works) return 'forbidden wrong_role';
      return own ? answer : 'forbidden not_affiliated';
    case 'the practitioner of the office':
      if (role !== 'practitioner') return 'forbidden wrong_role';
      return own ? answer : 'forbidden not_owner';
    case 'the patient of the visit and the staff of its office':
      return own ? answer : 'not_found visit_not_found';
    case 'the staff of the office of the visit':
      if (!works) return 'forbidden wrong_role';
      return own ? answer : 'not_found visit_not_found';
  }
};
