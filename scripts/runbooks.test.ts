import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const pages = [
  ...readdirSync(join(ROOT, 'k8s/runbooks'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `k8s/runbooks/${name}`),
  'proto/events/README.md',
  'examples/consumers/README.md',
];

test.each(pages)('what %s leads to is there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+?)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  const broken = links.filter((link) => !link.startsWith('http') && !existsSync(join(ROOT, dirname(page), link)));
  expect(broken).toEqual([]);
});
