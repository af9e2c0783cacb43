import { join } from 'node:path';
import { baseConfig, configLoader } from '@creneau/chassis';
import * as z from 'zod';

const flag = (byDefault: boolean) => z.stringbool().default(byDefault);
const secret = z.string().min(32);
const address = z.string().min(1);
const count = (byDefault: number) => z.coerce.number().int().min(1).default(byDefault);

export const gatewayConfig = baseConfig.extend({
  HTTP_PORT: z.coerce.number().int().min(1).max(65_535),
  /** Where people reach the site, without a trailing slash. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  OIDC_ISSUER: z.url(),
  /** The gateway's own service account. */
  OIDC_CLIENT_ID: z.string().min(1),
  OIDC_CLIENT_SECRET: z.string().min(1),
  /** The client that browsers sign in with. */
  WEB_CLIENT_ID: z.string().min(1),
  WEB_CLIENT_SECRET: z.string().min(1),
  /** Encrypts sessions at rest. A new one signs everybody out. */
  SESSION_SECRET: secret,
  CAPTCHA_SECRET: secret,
  REDIS_URL: z.url(),
  IDENTITY_ADDR: address,
  OFFICE_CONFIG_ADDR: address,
  SCHEDULING_ADDR: address,
  BOOKING_ADDR: address,
  NOTIFICATION_ADDR: address,
  PAYMENT_ADDR: address,
  /** The built single-page app. */
  WEB_ROOT: z.string().default(join(__dirname, '../../../web/dist')),
  /** false: a development site without TLS on another name than localhost. */
  COOKIE_SECURE: flag(true),
  /** true: ready means that the demo office is searchable and generated, and that every service works. */
  DEMO_OFFICE: flag(false),
  /** Addresses or ranges whose X-Forwarded-For is believed, comma-separated. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((entry) => entry !== '')),
  REGISTRATIONS_PER_MINUTE: count(30),
  CAPTCHAS_PER_MINUTE: count(240),
  /** Per person: far above what one does by hand, far below what hoarding needs. */
  BOOKINGS_PER_MINUTE: count(600),
  /**
   * As many as the services answer well within their deadlines; twice as many wait for two seconds at most, and more are told to
   * come back (429).
   */
  MAX_REQUESTS_IN_FLIGHT: count(500),
});

export type Config = z.infer<typeof gatewayConfig>;

export const loadConfig = configLoader(gatewayConfig);
