import { join } from 'node:path';
import { Complaint } from './complaint';
import type { Environment } from './environment';
import { postgresClients } from './postgres-clients';
import type { Reporter } from './report';
import type { StackSettings } from './settings';
import { findPip, pythonVersion } from './tools';
import { wheels } from './wheels';

/** What tests run besides Node: the example consumer in Python, and PostgreSQL's programs for a backup. */
export const testTools = async (settings: StackSettings, report: Reporter): Promise<Environment> => {
  const python = await findPip();
  if (!python) throw new Complaint('The tests need Python with pip, which was not found: install it.');
  const requirements = join(settings.root, 'examples/consumers/requirements.txt');
  const name = `kafka-for-python-${await pythonVersion(python)}`;
  const install = ['--requirement', requirements];
  return {
    CONSUMER_PYTHON: python,
    CONSUMER_PYTHONPATH: await wheels(settings.cache, name, { python, install, say: report.for('python') }),
    POSTGRES_CLIENTS: await postgresClients(settings, report.for('postgres')),
  };
};
