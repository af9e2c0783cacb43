import { configLoader, postgresConfig } from '@creneau/chassis';
import { z } from 'zod';

const schema = postgresConfig.extend({
  IDENTITY_ADDR: z.string().min(1),
  OFFICE_CONFIG_ADDR: z.string().min(1),
  BOOKING_ADDR: z.string().min(1),
  /** `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** What the mail server may be given by all replicas together; a rush of bookings is told a little later, and takes nothing from the bookings. */
  MAILS_PER_SECOND: z.coerce.number().int().min(1).max(10_000).default(20),
  /** The bare address that mails come from. */
  MAIL_FROM: z.email(),
  /** Where people reach the site, without a slash at the end. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
});
export type Config = z.infer<typeof schema>;

export const loadConfig = configLoader(schema);
