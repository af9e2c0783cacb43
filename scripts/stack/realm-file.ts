import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from './complaint';
import type { Environment } from './environment';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What names an item of a realm's lists. */
const nameOf = (value: Json): Json | undefined =>
  isObject(value) ? (value.clientId ?? value.username ?? value.alias ?? value.name) : undefined;

const mergeLists = (base: Json[], over: Json[]): Json[] => {
  if (![...base, ...over].every((item) => nameOf(item) !== undefined)) return over;
  const merged = base.map((item) => {
    const twin = over.find((other) => nameOf(other) === nameOf(item));
    return twin === undefined ? item : merge(item, twin);
  });
  return [...merged, ...over.filter((item) => !base.some((other) => nameOf(other) === nameOf(item)))];
};

/** Lays one realm document over another: objects merge, lists of named things merge by name, the rest is replaced. */
export const merge = (base: Json, over: Json): Json => {
  if (Array.isArray(base) && Array.isArray(over)) return mergeLists(base, over);
  if (!isObject(base) || !isObject(over)) return over;
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const under = merged[key];
    merged[key] = under === undefined ? value : merge(under, value);
  }
  return merged;
};

/** Fills `${NAME}` and `${NAME:default}`; Keycloak's own lower-case message keys stay. An unknown name is refused. */
export const substitute = (text: string, values: Environment): string =>
  text.replace(/\$\{([A-Z][A-Z0-9_]*)(?::([^}]*))?\}/g, (_, name: string, fallback: string | undefined) => {
    const value = values[name] ?? fallback;
    if (value === undefined) throw new Complaint(`The realm file asks for \${${name}}, which this stack does not set.`);
    return JSON.stringify(value).slice(1, -1);
  });

export interface RealmFile {
  readonly realm: JsonObject;
  /** Changes when the files or the values change. */
  readonly hash: string;
}

/** The realm of this stack: the base file under the dev overlay. */
export const readRealm = (root: string, values: Environment): RealmFile => {
  const paths = ['realm.base.json', 'realm.dev.json'].map((name) => join(root, 'services/identity/keycloak', name));
  const missing = paths.find((path) => !existsSync(path));
  if (missing) throw new Complaint(`The realm file ${missing} is missing.`);
  const texts = paths.map((path) => substitute(readFileSync(path, 'utf8'), values));
  const documents = texts.map((text, index): Json => {
    try {
      return JSON.parse(text) as Json;
    } catch (error) {
      throw new Complaint(`${paths[index]} is no JSON: ${error instanceof Error ? error.message : error}.`);
    }
  });
  const realm = documents.reduce(merge);
  if (!isObject(realm)) throw new Complaint('The realm files do not hold an object.');
  return { realm, hash: createHash('sha256').update(texts.join('\n')).digest('hex') };
};
