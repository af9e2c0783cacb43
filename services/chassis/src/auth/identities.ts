/**
 * The services that may call one another. The name is the client id without its prefix; a `reader` is whichever client of
 * somebody else's has the role of that name.
 */
export type ServiceName =
  | 'gateway'
  | 'identity'
  | 'office-config'
  | 'scheduling'
  | 'booking'
  | 'notification'
  | 'payment'
  | 'reader';

export type Role = 'patient' | 'secretary' | 'practitioner' | 'admin';

/** Audience of people's access tokens. */
export const PERSON_AUDIENCE = 'creneau-api';
/** Audience of the services' own tokens. */
export const SERVICE_AUDIENCE = 'creneau-services';
/** Client ids of services are this followed by their name. */
export const SERVICE_CLIENT_PREFIX = 'creneau-';

/** Role of the clients of others that may read snapshots. */
export const READER_ROLE = 'reader' satisfies ServiceName;

/** A person as her verified access token says. Names and e-mail are personal data: never logged. */
export interface Person {
  id: string;
  login: string;
  lastName: string;
  firstName: string;
  email: string;
  emailVerified: boolean;
  roles: readonly Role[];
  /** Seconds since 1970. */
  expiresAtEpochSeconds: number;
  /** The token itself, to be handed on to the next service. */
  token: string;
}
