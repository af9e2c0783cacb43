import { Validator } from '@seriousme/openapi-schema-validator';
import * as z from 'zod';
import { ENDPOINTS } from './endpoints';
import { openApiDocument } from './openapi';
import { PROBLEM_STATUS, type ProblemCode } from './problem-codes';
import { problemText } from './problem-texts';

const document = openApiDocument('1.0.0');

/** A text of any form, which may be a name: neither an id, nor a date, nor one of a few words. */
const isFreeText = (schema: z.core.$ZodType): boolean => {
  const json = z.toJSONSchema(schema, { io: 'input' });
  return json.type === 'string' && !('format' in json) && !('enum' in json) && !('const' in json);
};

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(JSON.parse(JSON.stringify(document))));
    expect(result).toEqual({ valid: true });
  });

  test('holds every endpoint once, under an id of its own', () => {
    const operations = Object.values(document.paths ?? {}).flatMap((item) =>
      ['get', 'post', 'put', 'delete'].filter((method) => method in item),
    );
    expect(operations).toHaveLength(ENDPOINTS.length);
    expect(new Set(ENDPOINTS.map((e) => e.id)).size).toBe(ENDPOINTS.length);
    expect(new Set(ENDPOINTS.map((e) => `${e.method} ${e.path}`)).size).toBe(ENDPOINTS.length);
  });

  test('declares a parameter for every placeholder of a path', () => {
    for (const e of ENDPOINTS) {
      const placeholders = [...e.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      expect(Object.keys(e.params?.shape ?? {})).toEqual(placeholders);
    }
  });

  test('has no place for what people write in the address of what is not public', () => {
    const texts = ENDPOINTS.filter((e) => e.auth !== 'anonymous').flatMap((e) =>
      Object.entries(e.query?.shape ?? {}).flatMap(([name, schema]) => (isFreeText(schema) ? [`${e.id} ${name}`] : [])),
    );
    expect(texts).toEqual([]);
    expect(ENDPOINTS.flatMap((e) => Object.keys(e.query?.shape ?? {}))).not.toContain('email');
  });

  test('tells alternatives apart by a text, where it names what tells them apart', () => {
    const schemas = document.components?.schemas ?? {};
    const wrong = Object.values(schemas).flatMap((schema) => {
      if (!('discriminator' in schema) || !schema.discriminator) return [];
      const { propertyName, mapping } = schema.discriminator;
      return Object.values(mapping ?? {}).flatMap((reference) => {
        const option = schemas[reference.split('/').at(-1) ?? ''];
        const property = option && 'properties' in option ? option.properties?.[propertyName] : undefined;
        return property && 'type' in property && property.type === 'string' ? [] : [`${reference} ${propertyName}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  test('names the roles of what is not for everybody', () => {
    const move = ENDPOINTS.find((e) => e.id === 'moveAppointment');
    expect(move?.auth).toEqual({ anyOf: ['secretary', 'practitioner'] });
  });
});

describe('problem texts', () => {
  test.each(Object.keys(PROBLEM_STATUS) as ProblemCode[])('has French and English words for %s', (code) => {
    for (const language of ['fr', 'en'] as const) {
      const { title, detail } = problemText(code, language);
      expect(title).not.toBe('');
      expect(detail).toMatch(/\.$/);
    }
  });
});
