import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { unauthenticated, unavailable } from '../errors/app-error';
import {
  PERSON_AUDIENCE,
  type Person,
  READER_ROLE,
  type Role,
  SERVICE_AUDIENCE,
  SERVICE_CLIENT_PREFIX,
  type ServiceName,
} from './identities';

const ROLES: readonly string[] = ['patient', 'secretary', 'practitioner', 'admin'];
/** Verified tokens remembered at most; the oldest go first. */
const REMEMBERED = 20_000;

export interface TokenVerifier {
  /** Who the person is. Throws `unauthenticated` (bad_token, token_expired) or `unavailable` (the key server is away). */
  person(token: string): Promise<Person>;
  /** Which service calls. Throws as {@link TokenVerifier.person}. */
  service(token: string): Promise<ServiceName>;
  /** Fetches the keys, so that the first token need not wait for them. Throws `unavailable` (keys_unavailable). */
  prepare(): Promise<void>;
}

/**
 * Checks signature, issuer, audience and expiry against the issuer's published keys. A token that passed is remembered
 * by its hash until it expires, since one token comes with every call of a page.
 */
export const createTokenVerifier = (issuer: string, keys: JWTVerifyGetKey = remoteKeys(issuer)): TokenVerifier => {
  const remembered = new Map<string, JWTPayload>();

  const verify = async (token: string, audience: string): Promise<JWTPayload> => {
    const hash = createHash('sha256').update(audience).update(token).digest('base64');
    const known = remembered.get(hash);
    if (known && (known.exp ?? 0) > Date.now() / 1000) return known;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['RS256', 'ES256'],
        requiredClaims: ['exp', 'sub'],
      });
      if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
      remembered.set(hash, payload);
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw unauthenticated('token_expired', 'The token has expired.');
      if (isAway(error)) throw keysUnavailable(error);
      throw unauthenticated('bad_token', 'The token is not valid here.', { cause: error });
    }
  };

  return {
    async prepare() {
      try {
        if ('reload' in keys && typeof keys.reload === 'function') await keys.reload();
      } catch (error) {
        throw keysUnavailable(error);
      }
    },
    async person(token) {
      const claims = await verify(token, PERSON_AUDIENCE);
      return {
        id: claims.sub ?? '',
        login: text(claims.preferred_username),
        lastName: text(claims.family_name),
        firstName: text(claims.given_name),
        email: text(claims.email).toLowerCase(),
        emailVerified: claims.email_verified === true,
        roles: rolesIn(claims).filter((role): role is Role => ROLES.includes(role)),
        expiresAtEpochSeconds: claims.exp ?? 0,
        token,
      };
    },
    async service(token) {
      const claims = await verify(token, SERVICE_AUDIENCE);
      if (rolesIn(claims).includes(READER_ROLE)) return READER_ROLE;
      const client = text(claims.azp);
      const name = client.startsWith(SERVICE_CLIENT_PREFIX) ? client.slice(SERVICE_CLIENT_PREFIX.length) : '';
      // Nobody reads by a name.
      if (name === '' || name === READER_ROLE) throw unauthenticated('bad_token', 'The caller is no service.');
      return name as ServiceName;
    },
  };
};

const remoteKeys = (issuer: string): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`), {
    cooldownDuration: 5_000,
    timeoutDuration: 3_000,
  });

/** No answer in time, or one that holds no keys, which jose tells by its error without a code of its own. */
const isAway = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error.code === errors.JOSEError.code;

const keysUnavailable = (cause: unknown) =>
  unavailable('keys_unavailable', 'The keys of the identity provider cannot be read.', { cause });

const rolesIn = (claims: JWTPayload): readonly string[] =>
  (claims.realm_access as { roles?: string[] } | undefined)?.roles ?? [];

const text = (claim: unknown): string => (typeof claim === 'string' ? claim : '');
