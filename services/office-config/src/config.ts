import { configLoader, serviceConfig } from '@creneau/chassis';
import { z } from 'zod';

const schema = serviceConfig.extend({
  /** With the name of the database as its path. */
  MONGODB_URL: z.string().regex(/^mongodb(\+srv)?:\/\/[^/]+\/[^/?]+/, 'must be mongodb://host:port/database'),
  MONGODB_CONNECTIONS: z.coerce.number().int().min(2).default(20),
  IDENTITY_ADDR: z.string().min(1),
  SCHEDULING_ADDR: z.string().min(1),
});
export type Config = z.infer<typeof schema>;

export const loadConfig = configLoader(schema);
