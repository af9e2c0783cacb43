import { Validator } from '@seriousme/openapi-schema-validator';
import { ENDPOINTS } from './endpoints';
import { openApiDocument } from './openapi';
import { PROBLEM_STATUS, type ProblemCode } from './problem-codes';
import { problemText } from './problem-texts';

const document = openApiDocument('1.0.0');

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
