import {
  createAffiliations,
  createTokenVerifier,
  openKnownFreeTime,
  openRedis,
  PERSON_AUDIENCE,
  RememberedAnswers,
  type Wiring,
} from '@creneau/chassis';
import { createAuthenticate } from './auth/authenticate';
import { createRoleGuard } from './auth/role-guard';
import { createCaptcha } from './captcha/captcha';
import type { Config } from './config';
import { apiRoutes } from './handlers/api-routes';
import { createOfficeDirectory } from './handlers/office-directory';
import { createApp } from './http/app';
import { openHttpServer } from './http/http-server';
import { createApiRouter } from './http/router';
import { createRateLimit } from './limits/rate-limits';
import { openLiveHub } from './live/live-hub';
import { openServices } from './outbound/clients';
import { watchBeginning, watchDemoOffice, watchServices } from './outbound/readiness';
import { createIdentityProvider } from './session/identity-provider';
import { createLogoutTokenReader } from './session/logout-token';
import { createSessionStore } from './session/session-store';
import { createSessions } from './session/sessions';
import { signInRoutes } from './session/sign-in-routes';

/** Answers about free time kept at most: one may weigh fifty kilobytes. */
const MAX_ANSWERS = 300;
const MAX_NEAREST = 10_000;

export const wire = async ({ config, life, log, health, clock }: Wiring<Config>): Promise<void> => {
  const redis = await openRedis(life, log, config.REDIS_URL);
  const services = await openServices(life, config);
  const verifier = createTokenVerifier(config.OIDC_ISSUER);
  watchBeginning(health, redis, verifier);
  if (config.DEMO_OFFICE) {
    await watchServices(life, health, config);
    watchDemoOffice(health, services.identity);
  }

  const provider = createIdentityProvider({
    issuer: config.OIDC_ISSUER,
    clientId: config.WEB_CLIENT_ID,
    clientSecret: config.WEB_CLIENT_SECRET,
    publicUrl: config.PUBLIC_URL,
  });
  const store = createSessionStore(redis, config.SESSION_SECRET);
  const sessions = createSessions({ store, provider, secureCookies: config.COOKIE_SECURE, log });
  const guardRoles = createRoleGuard(config.OIDC_ISSUER, PERSON_AUDIENCE);

  const limit = (name: string, points: number) => createRateLimit(redis, log, { name, points, seconds: 60 });
  const hub = await openLiveHub(life, log, config.REDIS_URL);
  const freeTime = await openKnownFreeTime(life, log, config.REDIS_URL);
  const routes = apiRoutes({
    services,
    freeTime: new RememberedAnswers(freeTime, MAX_ANSWERS),
    nearestStarts: new RememberedAnswers(freeTime, MAX_NEAREST),
    offices: createOfficeDirectory(services.identity),
    affiliations: createAffiliations(services.identity),
    hub,
    captcha: createCaptcha(redis, config.CAPTCHA_SECRET),
    limitRegistrations: limit('registrations', config.REGISTRATIONS_PER_MINUTE),
    limitCaptchas: limit('captchas', config.CAPTCHAS_PER_MINUTE),
    limitBookings: limit('bookings', config.BOOKINGS_PER_MINUTE),
    sessions,
    verifier,
    clock,
    log,
  });

  const signIn = signInRoutes({
    provider,
    sessions,
    store,
    readLogoutToken: createLogoutTokenReader(config.OIDC_ISSUER, config.WEB_CLIENT_ID),
    welcome: async (session) => {
      await services.identity
        .getMe({}, { personToken: session.accessToken })
        .catch((error: unknown) => log.warn({ cause: String(error) }, 'a person could not be welcomed'));
    },
    publicUrl: config.PUBLIC_URL,
    secret: config.SESSION_SECRET,
    secureCookies: config.COOKIE_SECURE,
    log,
  });

  const app = createApp({
    clock,
    health,
    disclosure: config.ADMIN_PORT === undefined ? 'everything' : 'state',
    log,
    publicUrl: config.PUBLIC_URL,
    webRoot: config.WEB_ROOT,
    trustedProxies: config.TRUSTED_PROXIES,
    maxInFlight: config.MAX_REQUESTS_IN_FLIGHT,
    signIn,
    api: createApiRouter(routes, createAuthenticate({ sessions, verifier, guardRoles })),
  });
  await openHttpServer(life, app, config.HTTP_PORT);
  // Stopped first: the server waits for its answers to end, and streams end only when told.
  life.onStop('live streams', () => hub.leaveAll());
};
