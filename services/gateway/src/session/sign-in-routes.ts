import { AppError, forbidden, type Logger } from '@creneau/chassis';
import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express';
import { CSRF_HEADER } from '../api/csrf';
import type { IdentityProvider, SignInAttempt } from './identity-provider';
import { safeReturnTo } from './return-to';
import { createSealer } from './sealer';
import { privateCookie } from './session-cookie';
import type { LiveSession, SessionStore } from './session-store';
import type { Sessions } from './sessions';

interface Deps {
  readonly provider: IdentityProvider;
  readonly sessions: Sessions;
  readonly store: Pick<SessionStore, 'endSignIn'>;
  readonly readLogoutToken: (token: string) => Promise<string>;
  /** Makes sure that the person's row exists; a failure does not keep her out. */
  readonly welcome: (session: LiveSession) => Promise<void>;
  readonly publicUrl: string;
  readonly secret: string;
  readonly secureCookies: boolean;
  readonly log: Logger;
}

/** An attempt to sign in is good this long: Keycloak's form itself lasts 30 minutes. */
const ATTEMPT_MS = 30 * 60_000;
/** Actions that a person may start on her own account. */
const ACTIONS = new Set(['UPDATE_PASSWORD', 'UPDATE_PROFILE', 'UPDATE_EMAIL', 'delete_account']);
const FAILED = '/?signin=failed';
const AWAY = '/?signin=away';

interface StoredAttempt extends SignInAttempt {
  readonly returnTo: string;
  readonly startedMs: number;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** /auth/login, /auth/callback, /auth/logout and Keycloak's back-channel log-out. */
export const signInRoutes = (deps: Deps): Router => {
  const { provider, sessions, publicUrl, log } = deps;
  const sealer = createSealer(deps.secret, 'sign-in');
  // One cookie per attempt, so that two tabs can sign in side by side.
  const attemptCookie = (state: string) => privateCookie(`creneau-login-${state.slice(0, 8)}`, deps.secureCookies);

  const begin = async (request: Request, response: Response, returnTo: string): Promise<void> => {
    const action = textOf(request.query.action);
    const { url, attempt } = await provider.begin({
      language: languageOf(request),
      action: action && ACTIONS.has(action) ? action : undefined,
    });
    const stored: StoredAttempt = { ...attempt, returnTo, startedMs: Date.now() };
    attemptCookie(attempt.state).write(response, sealer.seal(JSON.stringify(stored), attempt.state), ATTEMPT_MS);
    response.redirect(303, url.href);
  };

  const attemptOf = (request: Request, state: string): StoredAttempt | undefined => {
    const sealed = attemptCookie(state).read(request);
    const plain = sealed && sealer.open(sealed, state);
    if (!plain) return undefined;
    const attempt = JSON.parse(plain) as StoredAttempt;
    return Date.now() - attempt.startedMs < ATTEMPT_MS ? attempt : undefined;
  };

  const finish = async (request: Request, response: Response): Promise<void> => {
    const state = textOf(request.query.state);
    const attempt = state ? attemptOf(request, state) : undefined;
    if (!state || !attempt) return response.redirect(303, FAILED);
    attemptCookie(state).clear(response);
    // The form was left open too long: a new one saves the person a detour.
    if (request.query.error_description === 'authentication_expired') return begin(request, response, attempt.returnTo);
    try {
      const signedIn = await provider.finish(new URL(request.originalUrl, publicUrl), attempt);
      const session = await sessions.start(request, response, signedIn);
      await deps.welcome(session);
      response.redirect(303, attempt.returnTo);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'sign_in_failed') throw error;
      log.info({ cause: String(error.cause) }, 'a sign-in was refused');
      response.redirect(303, FAILED);
    }
  };

  /** A person reads no problem+json: she is told on a page that signing in must wait. */
  const orSayAway =
    (step: (request: Request, response: Response) => Promise<void>): RequestHandler =>
    async (request, response) => {
      try {
        await step(request, response);
      } catch (error) {
        const isAway = error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'timeout');
        if (!isAway || request.accepts(['json', 'html']) !== 'html') throw error;
        log.warn({ code: error.code, cause: String(error.cause ?? '') }, 'nobody can sign in now');
        response.redirect(303, AWAY);
      }
    };

  const router = Router();
  router.use('/auth', (_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  });
  router.get(
    '/auth/login',
    orSayAway((request, response) => begin(request, response, safeReturnTo(request.query.returnTo, publicUrl))),
  );
  router.get('/auth/callback', orSayAway(finish));

  // Without a proof that it comes from our own page, Keycloak asks the person first, then tells us by the back channel.
  router.get('/auth/logout', async (_request, response) => {
    response.redirect(303, (await provider.endSessionUrl()).href);
  });
  router.post('/auth/logout', async (request, response) => {
    if (!request.headers[CSRF_HEADER]) throw forbidden('csrf_header_missing', 'A header is missing.');
    const session = await sessions.end(request, response);
    response.json({ location: session ? (await provider.endSessionUrl(session.idToken)).href : '/' });
  });
  router.post('/auth/backchannel-logout', urlencoded({ extended: false, limit: '20kb' }), async (request, response) => {
    const token = textOf((request.body as Record<string, unknown> | undefined)?.logout_token);
    const sid = token ? await deps.readLogoutToken(token).catch(() => undefined) : undefined;
    if (!sid) {
      response.status(400).json({ error: 'invalid_request' });
      return;
    }
    await deps.store.endSignIn(sid);
    response.status(200).end();
  });
  return router;
};

const languageOf = (request: Request): 'fr' | 'en' => {
  const asked = request.query.lang;
  if (asked === 'fr' || asked === 'en') return asked;
  return request.acceptsLanguages('fr', 'en') === 'en' ? 'en' : 'fr';
};
