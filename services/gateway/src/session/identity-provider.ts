import { unauthenticated, unavailable } from '@creneau/chassis';
import * as oidc from 'openid-client';
import type { LiveSession, SessionTokens } from './session-store';

/** Values that tie an answer of the provider to the browser that asked. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface SignInWishes {
  readonly language: 'fr' | 'en';
  /** An action of Keycloak to run first, for instance UPDATE_PASSWORD. */
  readonly action?: string | undefined;
}

/** Authorization code with PKCE, state and nonce against the OpenID provider. */
export interface IdentityProvider {
  /** Throws `unavailable` when the provider is away: nobody is sent to a page that does not come. */
  begin(wishes: SignInWishes): Promise<{ url: URL; attempt: SignInAttempt }>;
  /** Redeems the provider's answer. Throws `unauthenticated` (sign_in_failed) when it does not belong to the attempt. */
  finish(callback: URL, attempt: SignInAttempt): Promise<Omit<LiveSession, 'key'>>;
  /** Throws `unauthenticated` (session_over) when the sign-in has ended, `unavailable` when the provider is away. */
  refresh(tokens: SessionTokens): Promise<SessionTokens>;
  /** Where a browser ends the sign-in; without the ID token Keycloak asks the person to confirm. */
  endSessionUrl(idToken?: string): Promise<URL>;
}

interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicUrl: string;
}

/** A refresh token this long-lived comes from a sign-in with "keep me connected": others end within the day. */
const REMEMBERED_SECONDS = 86_400;
const TIMEOUT_SECONDS = 5;
const ANSWERS_WITHIN_MS = 3_000;

export const createIdentityProvider = (settings: ProviderSettings): IdentityProvider => {
  const redirectUri = `${settings.publicUrl}/auth/callback`;
  let discovered: Promise<oidc.Configuration> | undefined;

  /** Asks for the provider's addresses once; a failure is not remembered. */
  const configuration = (): Promise<oidc.Configuration> => {
    discovered ??= oidc
      .discovery(new URL(settings.issuer), settings.clientId, {}, oidc.ClientSecretBasic(settings.clientSecret), {
        timeout: TIMEOUT_SECONDS,
        execute: settings.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
      })
      .catch((cause: unknown) => {
        discovered = undefined;
        throw unavailable('unavailable', 'The identity provider does not answer.', { cause });
      });
    return discovered;
  };

  const requireAnswer = async (): Promise<void> => {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const { status } = await fetch(settings.issuer, { method: 'HEAD', signal }).catch((cause: unknown) => {
      throw unavailable('unavailable', 'The identity provider does not answer.', { cause });
    });
    if (status >= 500) throw unavailable('unavailable', `The identity provider answers ${status}.`);
  };

  return {
    async begin({ language, action }) {
      const config = await configuration();
      await requireAnswer();
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
        ui_locales: language,
        ...(action && { kc_action: action }),
      });
      return { url, attempt };
    },

    async finish(callback, attempt) {
      const config = await configuration();
      try {
        const answer = await oidc.authorizationCodeGrant(config, callback, {
          pkceCodeVerifier: attempt.codeVerifier,
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          idTokenExpected: true,
        });
        const tokens = tokensOf(answer, '');
        const claims = answer.claims();
        if (!claims) throw new Error('the answer holds no ID token');
        return {
          ...tokens,
          sid: String(claims.sid ?? claims.sub),
          personId: claims.sub,
          remembered: tokens.refreshExpiresMs - tokens.obtainedMs > REMEMBERED_SECONDS * 1000,
        };
      } catch (cause) {
        if (isOutage(cause)) throw unavailable('unavailable', 'The identity provider does not answer.', { cause });
        throw unauthenticated('sign_in_failed', 'The sign-in could not be completed.', { cause });
      }
    },

    async refresh(tokens) {
      const config = await configuration();
      try {
        return tokensOf(await oidc.refreshTokenGrant(config, tokens.refreshToken), tokens.idToken);
      } catch (cause) {
        // A refresh token works once. One whose answer was lost cannot be used again either: the sign-in is over.
        if (cause instanceof oidc.ResponseBodyError && cause.error === 'invalid_grant')
          throw unauthenticated('session_over', 'The sign-in has ended.', { cause });
        throw unavailable('unavailable', 'The identity provider does not answer.', { cause });
      }
    },

    async endSessionUrl(idToken) {
      return oidc.buildEndSessionUrl(await configuration(), {
        ...(idToken && { id_token_hint: idToken }),
        post_logout_redirect_uri: `${settings.publicUrl}/`,
      });
    },
  };
};

/** True when no answer came, or one that says "not now": the same code may still be redeemed by a new sign-in. */
const isOutage = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof Error && error.name === 'TimeoutError') ||
  (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT');

const tokensOf = (answer: oidc.TokenEndpointResponse, formerIdToken: string): SessionTokens => {
  const obtainedMs = Date.now();
  const refreshSeconds = Number(answer.refresh_expires_in ?? 0);
  if (!answer.refresh_token || !answer.expires_in || refreshSeconds <= 0)
    throw new Error('the provider gave no refresh token, or did not say how long its tokens last');
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    idToken: answer.id_token ?? formerIdToken,
    accessExpiresMs: obtainedMs + answer.expires_in * 1000,
    refreshExpiresMs: obtainedMs + refreshSeconds * 1000,
    obtainedMs,
  };
};
