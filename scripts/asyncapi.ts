import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEventFiles } from './asyncapi/descriptors';
import { asyncApiDocument } from './asyncapi/document';
import { Complaint, runCommand } from './stack/complaint';
import { readSettings } from './stack/settings';

/** `npm run asyncapi`: writes proto/events/asyncapi.json anew; with `--check`, fails when that would change it. */
runCommand(async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const { root } = readSettings();
  const place = join(root, 'proto/events/asyncapi.json');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const text = `${JSON.stringify(asyncApiDocument(await readEventFiles(root), version), null, 2)}\n`;
  if (!values.check) await writeFile(place, text);
  else if (!existsSync(place) || readFileSync(place, 'utf8') !== text)
    throw new Complaint('proto/events/asyncapi.json is not what the protos say: run "npm run asyncapi" and commit it.');
  return 0;
});
