import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (language: string, file: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, language, file), 'utf8'));
const files = readdirSync(join(__dirname, 'fr'));

/** Paths of all texts with the values they are filled with: `nav.greeting {{firstName}} {{lastName}}`. */
const shape = (value: unknown, path = ''): string[] => {
  if (typeof value === 'string') return [`${path} ${(value.match(/{{\w+}}/g) ?? []).sort().join(' ')}`];
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, path ? `${path}.${key}` : key));
};

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};

it('exist in both languages', () => {
  expect(readdirSync(join(__dirname, 'en'))).toEqual(files);
});

it.each(files)('say the same things in both languages: %s', (file) => {
  expect(shape(read('en', file)).sort()).toEqual(shape(read('fr', file)).sort());
});

it.each(files)('use French typography: %s', (file) => {
  const wrong = texts(read('fr', file)).filter((text) => /\w'\w|\.\.\.| [:;?!»€]|« /.test(text));
  expect(wrong).toEqual([]);
});
