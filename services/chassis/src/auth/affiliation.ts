import { Relation } from '@creneau/proto/identity/v1/messages';
import type { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { forbidden, unauthenticated } from '../errors/app-error';
import type { RpcClient } from '../grpc/client';
import type { Call } from '../grpc/server';
import type { Person } from './identities';

/** Reads may rely on an affiliation this old; writes never do. */
const REMEMBERED_MS = 10_000;
const REMEMBERED = 10_000;

/** What the person behind a call is to an office. Throws `forbidden` (not_affiliated, not_owner); returns the person. */
export interface Affiliations {
  /** For a write by staff (secretary or owner): asks identity each time. */
  requireStaff(call: Call, officeId: string): Promise<Person>;
  /** For a read by staff: may rely on an answer up to ten seconds old. */
  requireReader(call: Call, officeId: string): Promise<Person>;
  /** For what only the practitioner herself may do. */
  requireOwner(call: Call, officeId: string): Promise<Person>;
  /** Whether she works for the office, without a throw; for a write. */
  isStaff(call: Call, officeId: string): Promise<boolean>;
}

export const createAffiliations = (
  identity: Pick<RpcClient<IdentityServiceService>, 'getAffiliation'>,
): Affiliations => {
  const remembered = new Map<string, { relation: Relation; untilMs: number }>();

  const ask = async (call: Call, person: Person, officeId: string): Promise<Relation> => {
    const { relation } = await identity.getAffiliation(
      { officeId, personId: person.id },
      { within: { person: undefined, deadline: call.deadline } },
    );
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(`${person.id} ${officeId}`, { relation, untilMs: Date.now() + REMEMBERED_MS });
    return relation;
  };
  const recall = async (call: Call, person: Person, officeId: string): Promise<Relation> => {
    const known = remembered.get(`${person.id} ${officeId}`);
    return known && known.untilMs > Date.now() ? known.relation : ask(call, person, officeId);
  };

  const require =
    (read: typeof ask, code: string, admits: (relation: Relation) => boolean) =>
    async (call: Call, officeId: string): Promise<Person> => {
      const person = personOf(call);
      if (!admits(await read(call, person, officeId)))
        throw forbidden(code, 'The person has no such right in this office.');
      return person;
    };

  return {
    requireStaff: require(ask, 'not_affiliated', isStaffRelation),
    requireReader: require(recall, 'not_affiliated', isStaffRelation),
    requireOwner: require(ask, 'not_owner', (relation) => relation === Relation.OWNER),
    isStaff: async (call, officeId) => isStaffRelation(await ask(call, personOf(call), officeId)),
  };
};

/** The person a call needs. Throws `unauthenticated` when there is none, which a policy should have refused already. */
export const personOf = (call: Call): Person => {
  if (!call.person) throw unauthenticated('person_token_missing', 'A signed-in person is needed.');
  return call.person;
};

const isStaffRelation = (relation: Relation): boolean => relation === Relation.OWNER || relation === Relation.SECRETARY;
