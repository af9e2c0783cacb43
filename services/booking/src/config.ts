import { configLoader, postgresConfig } from '@creneau/chassis';
import { z } from 'zod';

const schema = postgresConfig.extend({
  IDENTITY_ADDR: z.string().min(1),
  OFFICE_CONFIG_ADDR: z.string().min(1),
  SCHEDULING_ADDR: z.string().min(1),
  /** Visits a patient may have open in one office at a time. */
  MAX_OPEN_VISITS_PER_OFFICE: z.coerce.number().int().min(1).default(5),
});
export type Config = z.infer<typeof schema>;

export const loadConfig = configLoader(schema);
