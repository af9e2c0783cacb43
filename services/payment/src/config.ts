import { configLoader, postgresConfig } from '@creneau/chassis';
import { z } from 'zod';

const schema = postgresConfig.extend({
  IDENTITY_ADDR: z.string().min(1),
});
export type Config = z.infer<typeof schema>;

export const loadConfig = configLoader(schema);
