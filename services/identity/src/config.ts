import { configLoader, postgresConfig } from '@creneau/chassis';
import { z } from 'zod';

const schema = postgresConfig.extend({
  /** The realm's part of the admin API, for instance https://auth.example.org/admin/realms/creneau. */
  KEYCLOAK_ADMIN_URL: z.url({ protocol: /^https?$/ }),
});
export type Config = z.infer<typeof schema>;

export const loadConfig = configLoader(schema);
