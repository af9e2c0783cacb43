import { AppError, type Logger, unavailable } from '@creneau/chassis';
import type { Request, Response } from 'express';
import type { IdentityProvider } from './identity-provider';
import { type PrivateCookie, privateCookie } from './session-cookie';
import type { LiveSession, SessionStore } from './session-store';

/** Cookie sessions whose access token always holds for a while longer. */
export interface Sessions {
  /** The session of a request, refreshed when due; undefined when there is none (any more). */
  of(request: Request, response: Response): Promise<LiveSession | undefined>;
  /** The session by its key, refreshed when due: for what outlives a request. */
  byKey(key: string): Promise<LiveSession | undefined>;
  /** Asks for new tokens unless these are younger than `maxAgeMs`: after a change of roles, or a verified e-mail. */
  renewed(session: LiveSession, response: Response, maxAgeMs: number): Promise<LiveSession | undefined>;
  /** Starts a session under a new id (never the one the browser came with), and ends the old one. */
  start(request: Request, response: Response, signedIn: Omit<LiveSession, 'key'>): Promise<LiveSession>;
  /** Ends the session here; undefined when there was none. Keycloak's own ends at its end-session address. */
  end(request: Request, response: Response): Promise<LiveSession | undefined>;
}

/** A token is renewed this long before it expires, so that none dies on its way through the services. */
const MARGIN_MS = 30_000;
/** How long a request waits for another one that refreshes the same session. */
const WAIT_MS = 7_000;

interface Deps {
  readonly store: SessionStore;
  readonly provider: Pick<IdentityProvider, 'refresh'>;
  readonly secureCookies: boolean;
  readonly log: Logger;
}

export const createSessions = ({ store, provider, secureCookies, log }: Deps): Sessions => {
  const cookie: PrivateCookie = privateCookie('creneau', secureCookies);
  const refreshing = new Map<string, Promise<LiveSession | undefined>>();

  /** One refresh at a time per session, here and in every other replica: a refresh token works once. */
  const refreshInTurn = async (session: LiveSession): Promise<LiveSession | undefined> => {
    let result: LiveSession | undefined;
    const hadItsTurn = await store.exclusively(session.key, WAIT_MS, async () => {
      const current = await store.byKey(session.key);
      if (!current || current.obtainedMs > session.obtainedMs) {
        result = current;
        return;
      }
      result = await store.update({ ...current, ...(await provider.refresh(current)) });
    });
    if (!hadItsTurn) throw unavailable('unavailable', 'The session is being refreshed elsewhere.');
    return result;
  };

  const refresh = async (session: LiveSession): Promise<LiveSession | undefined> => {
    let running = refreshing.get(session.key);
    if (!running) {
      running = refreshInTurn(session).finally(() => refreshing.delete(session.key));
      refreshing.set(session.key, running);
    }
    try {
      return await running;
    } catch (error) {
      if (error instanceof AppError && error.code === 'session_over') {
        await store.end(session);
        return undefined;
      }
      if (session.accessExpiresMs <= Date.now()) throw error;
      log.warn({ cause: String(error) }, 'a session could not be refreshed; its token still holds');
      return session;
    }
  };

  const fresh = async (session: LiveSession | undefined): Promise<LiveSession | undefined> =>
    session && session.accessExpiresMs - Date.now() < MARGIN_MS ? refresh(session) : session;

  /** Keeps the cookie of a remembered session alive as long as its refresh token, or drops that of one that is over. */
  const follow = (before: LiveSession, after: LiveSession | undefined, secret: string, response: Response): void => {
    if (response.headersSent) return;
    if (!after) cookie.clear(response);
    else if (after.remembered && after.obtainedMs !== before.obtainedMs)
      cookie.write(response, secret, after.refreshExpiresMs - Date.now());
  };

  return {
    async of(request, response) {
      const secret = cookie.read(request);
      if (!secret) return undefined;
      const stored = await store.find(secret);
      if (!stored) {
        if (!response.headersSent) cookie.clear(response);
        return undefined;
      }
      const session = await fresh(stored);
      follow(stored, session, secret, response);
      return session;
    },
    byKey: async (key) => fresh(await store.byKey(key)),
    async renewed(session, response, maxAgeMs) {
      if (Date.now() - session.obtainedMs < maxAgeMs) return session;
      const after = await refresh(session);
      const secret = cookie.read(response.req);
      if (secret) follow(session, after, secret, response);
      return after;
    },
    async start(request, response, signedIn) {
      const former = cookie.read(request);
      const old = former ? await store.find(former) : undefined;
      if (old) await store.end(old);
      const { session, secret } = await store.create(signedIn);
      cookie.write(response, secret, session.remembered ? session.refreshExpiresMs - Date.now() : undefined);
      return session;
    },
    async end(request, response) {
      const secret = cookie.read(request);
      cookie.clear(response);
      const session = secret ? await store.find(secret) : undefined;
      if (session) await store.end(session);
      return session;
    },
  };
};
