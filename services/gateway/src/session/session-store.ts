import { createHash, randomBytes } from 'node:crypto';
import { unavailable } from '@creneau/chassis';
import type { Redis } from 'ioredis';
import { createSealer } from './sealer';

/** The tokens of a signed-in browser, kept behind the gateway. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
  readonly accessExpiresMs: number;
  /** When the refresh token dies, and the session with it. */
  readonly refreshExpiresMs: number;
  readonly obtainedMs: number;
}

export interface LiveSession extends SessionTokens {
  /** Hash of the cookie's value: what Redis knows the session by. */
  readonly key: string;
  /** Keycloak's id of the sign-in, which its back-channel log-out names. */
  readonly sid: string;
  readonly personId: string;
  /** Survives the browser's end ("keep me connected"). */
  readonly remembered: boolean;
}

export interface SessionStore {
  /** Stores a new session; returns it with the secret that goes into the cookie. */
  create(session: Omit<LiveSession, 'key'>): Promise<{ session: LiveSession; secret: string }>;
  /** The session of a cookie's value; undefined when there is none. */
  find(secret: string): Promise<LiveSession | undefined>;
  byKey(key: string): Promise<LiveSession | undefined>;
  /** Replaces what is stored, unless the session was ended meanwhile: then undefined. */
  update(session: LiveSession): Promise<LiveSession | undefined>;
  end(session: Pick<LiveSession, 'key' | 'sid'>): Promise<void>;
  /** Ends every session of a sign-in. */
  endSignIn(sid: string): Promise<void>;
  /** Runs `work` while no other process does for this session; false when the turn did not come in time. */
  exclusively(key: string, waitMs: number, work: () => Promise<void>): Promise<boolean>;
}

/** Channel on which ended sessions are told, so that every replica closes their streams. The message is the session's key. */
export const ENDED_CHANNEL = 'creneau:sessions-ended';

const LOCK_MS = 15_000;
const LOCK_POLL_MS = 40;
/** Longer than any session may live. */
const SIGN_IN_INDEX_MS = 100 * 86_400_000;
const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export const createSessionStore = (redis: Redis, secret: string): SessionStore => {
  const sealer = createSealer(secret, 'session');
  const sessionKey = (key: string) => `creneau:session:${key}`;
  const signInKey = (sid: string) => `creneau:sign-in:${sid}`;

  const ask = async <T>(command: () => Promise<T>): Promise<T> => {
    try {
      return await command();
    } catch (cause) {
      throw unavailable('unavailable', 'Sessions cannot be read.', { cause });
    }
  };

  const read = async (key: string): Promise<LiveSession | undefined> => {
    const sealed = await ask(() => redis.get(sessionKey(key)));
    const plain = sealed === null ? undefined : sealer.open(sealed, key);
    return plain === undefined ? undefined : (JSON.parse(plain) as LiveSession);
  };

  const lifetimeMs = (session: SessionTokens): number => Math.max(1_000, session.refreshExpiresMs - Date.now());

  const end: SessionStore['end'] = async ({ key, sid }) => {
    await ask(() => redis.multi().del(sessionKey(key)).srem(signInKey(sid), key).publish(ENDED_CHANNEL, key).exec());
  };

  return {
    async create(fields) {
      const cookieSecret = randomBytes(32).toString('base64url');
      const session: LiveSession = { ...fields, key: hashOf(cookieSecret) };
      await ask(() =>
        redis
          .multi()
          .set(sessionKey(session.key), sealer.seal(JSON.stringify(session), session.key), 'PX', lifetimeMs(session))
          .sadd(signInKey(session.sid), session.key)
          .pexpire(signInKey(session.sid), SIGN_IN_INDEX_MS)
          .exec(),
      );
      return { session, secret: cookieSecret };
    },
    find: (cookieSecret) => read(hashOf(cookieSecret)),
    byKey: read,
    async update(session) {
      const sealed = sealer.seal(JSON.stringify(session), session.key);
      const stored = await ask(() => redis.set(sessionKey(session.key), sealed, 'PX', lifetimeMs(session), 'XX'));
      return stored === 'OK' ? session : undefined;
    },
    end,
    async endSignIn(sid) {
      for (const key of await ask(() => redis.smembers(signInKey(sid)))) await end({ key, sid });
    },
    async exclusively(key, waitMs, work) {
      const lock = `creneau:session-lock:${key}`;
      const owner = randomBytes(16).toString('base64url');
      const giveUpMs = Date.now() + waitMs;
      while ((await ask(() => redis.set(lock, owner, 'PX', LOCK_MS, 'NX'))) !== 'OK') {
        if (Date.now() >= giveUpMs) return false;
        await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
      }
      try {
        await work();
        return true;
      } finally {
        await redis.eval(UNLOCK, 1, lock, owner).catch(() => undefined);
      }
    },
  };
};
