import { PersonState } from '@creneau/proto/identity/v1/events';
import {
  type Consents as ConsentsMessage,
  type Person as PersonMessage,
  Relation as RelationMessage,
} from '@creneau/proto/identity/v1/messages';
import type { RecordedConsents } from '../domain/consents';
import type { Relation } from '../domain/office';
import type { Person } from '../domain/person';

export const personMessage = (person: Person): PersonMessage => ({
  id: person.id,
  login: person.login,
  lastName: person.lastName,
  firstName: person.firstName,
  email: person.email,
  emailVerified: person.emailVerified,
  locale: person.locale,
  version: person.version,
});

export const consentsMessage = (consents: RecordedConsents): ConsentsMessage => ({
  termsVersion: consents.termsVersion,
  acceptedAt: consents.acceptedAt,
  birthDate: consents.birthDate?.toString() ?? '',
  postalCode: consents.postalCode,
  city: consents.city,
});

export const relationOf = (message: RelationMessage): Relation | undefined => {
  if (message === RelationMessage.OWNER) return 'owner';
  return message === RelationMessage.SECRETARY ? 'secretary' : undefined;
};

export const relationMessage = (relation: Relation | null | undefined): RelationMessage => {
  if (relation === 'owner') return RelationMessage.OWNER;
  return relation === 'secretary' ? RelationMessage.SECRETARY : RelationMessage.UNSPECIFIED;
};

export const personChanged = (personId: string, version: number) => ({ personId, version, state: PersonState.ACTIVE });
