import {
  dateField,
  type Handlers,
  intField,
  invalid,
  personOf,
  textField,
  uuidField,
  uuidFields,
} from '@creneau/chassis';
import type { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import type { Consents, RecordedConsents } from '../../domain/consents';
import type { OfficeListing, Relation } from '../../domain/office';
import { localeOf, type Person, type TokenClaims } from '../../domain/person';
import type { Registration } from '../../domain/registration';
import { consentsMessage, personMessage, relationMessage } from '../../use-cases/messages';
import type { Me } from '../../use-cases/read-me';
import type { StaffMember } from '../../use-cases/read-people';
import type { SearchOffices } from '../../use-cases/search-offices';
import { claimsOf } from './token-claims';

/** People one call may ask for. */
const MAX_PEOPLE = 200;
const PAGE = { usual: 20, most: 100, lastOffset: 100_000 };
const MAX_QUERY = 100;

export interface UseCases {
  registerPerson(registration: Registration): Promise<string>;
  readMe(claims: TokenClaims): Promise<Me>;
  recordConsents(claims: TokenClaims, consents: Consents): Promise<RecordedConsents>;
  sendVerificationEmail(claims: TokenClaims): Promise<void>;
  readPeople(personIds: readonly string[]): Promise<Person[]>;
  findRelation(officeId: string, personId: string): Promise<Relation | undefined>;
  readStaff(officeId: string, onBehalfOf: string | undefined): Promise<StaffMember[]>;
  searchOffices(search: SearchOffices): Promise<{ offices: OfficeListing[]; total: number }>;
  readOffice(officeId: string): Promise<OfficeListing>;
}

export const makeHandlers = (use: UseCases): Handlers<IdentityServiceService> => ({
  async registerPerson(request) {
    return { personId: await use.registerPerson({ ...request, locale: localeOf(request.locale) }) };
  },

  async getMe(_, call) {
    const { person, consents, affiliations } = await use.readMe(claimsOf(call));
    return {
      person: personMessage(person),
      consents: consents && consentsMessage(consents),
      affiliations: affiliations.map(({ officeId, relation }) => ({ officeId, relation: relationMessage(relation) })),
    };
  },

  async recordConsents(request, call) {
    const consents = await use.recordConsents(claimsOf(call), {
      termsVersion: request.termsVersion.trim(),
      birthDate: request.birthDate === '' ? null : dateField('birthDate', request.birthDate),
      postalCode: request.postalCode.replace(/\s/g, ''),
      city: request.city.trim(),
    });
    return { consents: consentsMessage(consents) };
  },

  async sendVerificationEmail(_, call) {
    await use.sendVerificationEmail(claimsOf(call));
    return {};
  },

  async getPeople(request) {
    if (request.personIds.length > MAX_PEOPLE)
      throw invalid([{ field: 'personIds', rule: 'too_many', message: `at most ${MAX_PEOPLE}` }]);
    const people = await use.readPeople(uuidFields('personIds', request.personIds));
    return { people: people.map(personMessage) };
  },

  async getAffiliation(request) {
    const relation = await use.findRelation(
      uuidField('officeId', request.officeId),
      uuidField('personId', request.personId),
    );
    return { relation: relationMessage(relation) };
  },

  async listOfficeStaff(request, call) {
    const members = await use.readStaff(
      uuidField('officeId', request.officeId),
      call.service === 'gateway' ? personOf(call).id : call.person?.id,
    );
    return {
      members: members.map(({ person, relation }) => ({
        person: personMessage(person),
        relation: relationMessage(relation),
      })),
    };
  },

  searchOffices: (request) =>
    use.searchOffices({
      query: textField('query', request.query, MAX_QUERY),
      city: textField('city', request.city, MAX_QUERY),
      limit: request.limit === 0 ? PAGE.usual : intField('limit', request.limit, 1, PAGE.most),
      offset: intField('offset', request.offset, 0, PAGE.lastOffset),
    }),

  async getOffice(request) {
    return { office: await use.readOffice(uuidField('officeId', request.officeId)) };
  },
});
