import type { Role } from '@creneau/chassis';
import {
  type Consents as ConsentsMessage,
  type OfficeSummary as OfficeMessage,
  Relation,
} from '@creneau/proto/identity/v1/messages';
import type { GetMeResponse } from '@creneau/proto/identity/v1/service';
import type * as z from 'zod';
import { type Consents, type Me, TERMS_VERSION } from '../api/me';
import type { OfficeSummary } from '../api/offices';
import { utcInstant } from './office-time';
import { present, textOrNull } from './visit-view';

export const consentsView = (consents: ConsentsMessage): z.input<typeof Consents> => ({
  termsVersion: consents.termsVersion,
  acceptedAt: utcInstant(consents.acceptedAt),
  birthDate: textOrNull(consents.birthDate),
  postalCode: textOrNull(consents.postalCode),
  city: textOrNull(consents.city),
});

export const relationView = (relation: Relation): 'owner' | 'secretary' =>
  relation === Relation.OWNER ? 'owner' : 'secretary';

/** Roles are those of the token that the person came with: what she may do now. */
export const meView = (me: GetMeResponse, roles: readonly Role[]): z.input<typeof Me> => {
  const person = present(me.person);
  return {
    id: person.id,
    login: person.login,
    lastName: person.lastName,
    firstName: person.firstName,
    email: person.email,
    emailVerified: person.emailVerified,
    locale: person.locale,
    roles: [...roles],
    consents: me.consents ? consentsView(me.consents) : null,
    termsVersion: TERMS_VERSION,
    affiliations: me.affiliations.map((a) => ({ officeId: a.officeId, relation: relationView(a.relation) })),
  };
};

export const officeView = (office: OfficeMessage): z.input<typeof OfficeSummary> => ({
  officeId: office.officeId,
  lastName: office.lastName,
  firstName: office.firstName,
  mainFunction: office.mainFunction,
  street: office.street,
  postalCode: office.postalCode,
  city: office.city,
  bookable: office.bookable,
});
