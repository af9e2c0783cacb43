import { writeFileSync } from 'node:fs';
import { openApiDocument } from './openapi';
import { API_VERSION } from './version';

const file = process.argv[2];
if (!file) throw new Error('usage: npm run -w @creneau/gateway openapi -- FILE');
writeFileSync(file, `${JSON.stringify(openApiDocument(API_VERSION), null, 2)}\n`);
