import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * Reads the sign-in (`sid`) that a logout token ends (OpenID Connect Back-Channel Logout 1.0, 2.6).
 * Rejects when the token is not one, or not for us.
 */
export const createLogoutTokenReader = (
  issuer: string,
  clientId: string,
  keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`), {
    timeoutDuration: 3_000,
  }),
) => {
  return async (logoutToken: string): Promise<string> => {
    const { payload } = await jwtVerify(logoutToken, keys, {
      issuer,
      audience: clientId,
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['iat', 'sid', 'events'],
      maxTokenAge: '5 minutes',
    });
    const events = payload.events as Record<string, unknown> | undefined;
    if (!events || typeof events !== 'object' || !(LOGOUT_EVENT in events)) throw new Error('not a logout token');
    if ('nonce' in payload) throw new Error('a logout token holds no nonce');
    return String(payload.sid);
  };
};
