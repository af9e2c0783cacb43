import { forbidden, type RpcClient } from '@creneau/chassis';
import type { Person as PersonMessage } from '@creneau/proto/identity/v1/messages';
import type { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import type { Names, People } from '../use-cases/ports';

type Client = Pick<RpcClient<IdentityServiceService>, 'getMe' | 'getPeople'>;

/**
 * Consents are never taken back, so that only who gave them is remembered, for her names. That these changed is heard of from
 * identity's facts, and asked for by version.
 */
const REMEMBERED_MS = 10 * 60_000;
const REMEMBERED = 20_000;

export const createPeople = (identity: Client): People => {
  const remembered = new Map<string, { names: Names; untilMs: number }>();
  return {
    async consenting(person, minVersion, deadline) {
      const known = remembered.get(person.id);
      if (known && known.untilMs > Date.now() && known.names.version >= minVersion) return known.names;
      const me = await identity.getMe({}, { within: { person, deadline } });
      if (!me.person || !me.consents)
        throw forbidden('consent_missing', 'The person has not agreed to the terms of use yet.');
      const names = namesOf(me.person);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(person.id, { names, untilMs: Date.now() + REMEMBERED_MS });
      return names;
    },
    async names(personIds) {
      const { people } = await identity.getPeople({ personIds: [...personIds] });
      return new Map(people.map((person) => [person.id, namesOf(person)]));
    },
  };
};

const namesOf = ({ lastName, firstName, version }: PersonMessage): Names => ({ lastName, firstName, version });
