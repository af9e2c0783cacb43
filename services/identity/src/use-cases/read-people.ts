import { forbidden, notFound } from '@creneau/chassis';
import type { Relation } from '../domain/office';
import type { Person } from '../domain/person';
import { findListing } from '../outbound/postgres/listing-repository';
import { findRelation, staffOf } from '../outbound/postgres/office-repository';
import { findPeople } from '../outbound/postgres/person-repository';
import type { Deps } from './ports';

export interface StaffMember {
  person: Person;
  relation: Relation;
}

/** People by id; unknown ids are left out. */
export const makeReadPeople =
  (d: Pick<Deps, 'postgres'>) =>
  (personIds: readonly string[]): Promise<Person[]> =>
    findPeople(d.postgres, personIds);

/**
 * The people who work for an office, the owner first. Asked for on behalf of a person, she must be one of them.
 * Throws `not_found` (office_not_found), `forbidden` (not_affiliated).
 */
export const makeReadStaff =
  (d: Pick<Deps, 'postgres'>) =>
  async (officeId: string, onBehalfOf: string | undefined): Promise<StaffMember[]> => {
    if (!(await findListing(d.postgres, officeId))) throw notFound('office_not_found', 'There is no such office.');
    if (onBehalfOf && !(await findRelation(d.postgres, officeId, onBehalfOf)))
      throw forbidden('not_affiliated', 'The person has no such right in this office.');
    const staff = await staffOf(d.postgres, officeId);
    const people = new Map(
      (
        await findPeople(
          d.postgres,
          staff.map(({ personId }) => personId),
        )
      ).map((p) => [p.id, p]),
    );
    return staff.flatMap(({ personId, relation }) => {
      const person = people.get(personId);
      return person ? [{ person, relation }] : [];
    });
  };
