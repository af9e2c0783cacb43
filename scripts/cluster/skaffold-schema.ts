import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { goModule } from './go-module';

const module = 'github.com/GoogleContainerTools/skaffold/v2@v2.16.1';

/** What skaffold's own schema, of the version that the file names, has against `skaffold.yaml`. */
export const skaffoldFaults = async (root: string): Promise<string[]> => {
  const configuration = parse(await readFile(join(root, 'skaffold.yaml'), 'utf8')) as { apiVersion: string };
  const version = configuration.apiVersion.replace('skaffold/', '');
  const schema = join(await goModule(module), 'docs-v2/content/en/schemas', `${version}.json`);
  // The schema explains itself with keywords of its own.
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const isValid = ajv.compile(JSON.parse(await readFile(schema, 'utf8')));
  if (isValid(configuration)) return [];
  return (isValid.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
};
