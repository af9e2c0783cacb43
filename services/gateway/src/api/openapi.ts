import {
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { AuthRule, EndpointDeclaration } from './endpoint';
import { ENDPOINTS } from './endpoints';
import { Problem } from './errors';
import { PROBLEM_STATUS, type ProblemCode } from './problem-codes';

const COMMON: readonly ProblemCode[] = ['too_many_requests', 'overloaded', 'unavailable', 'internal_error'];

const codesOf = (e: EndpointDeclaration): ProblemCode[] => {
  const codes = new Set<ProblemCode>(e.problems);
  if (e.auth !== 'anonymous') codes.add('not_authenticated').add('invalid_token');
  if (typeof e.auth === 'object') codes.add('wrong_role');
  if (e.method !== 'get') codes.add('csrf_header_missing').add('in_progress');
  if (e.query || e.body || e.headers) codes.add('invalid_request');
  if (e.body) codes.add('malformed_json').add('body_too_large').add('unsupported_media_type');
  for (const code of COMMON) codes.add(code);
  return [...codes];
};

const problemResponses = (e: EndpointDeclaration): ZodOpenApiResponsesObject => {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codesOf(e))
    byStatus.set(PROBLEM_STATUS[code], [...(byStatus.get(PROBLEM_STATUS[code]) ?? []), code]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        String(status),
        { description: `\`${codes.join('`, `')}\``, content: { 'application/problem+json': { schema: Problem } } },
      ]),
  );
};

const successResponse = ({ success }: EndpointDeclaration): ZodOpenApiResponseObject => ({
  description: success.description,
  ...(success.schema && { content: { 'application/json': { schema: success.schema } } }),
  ...(success.contentType && {
    content: { [success.contentType as `${string}/${string}`]: { schema: {} } },
  }),
});

const whoMayCall = (rule: AuthRule): string => {
  if (rule === 'anonymous') return 'Anybody.';
  if (rule === 'signed-in') return 'Anybody signed in.';
  return `Roles: ${rule.anyOf.join(', ')}.`;
};

const operationOf = (e: EndpointDeclaration): ZodOpenApiOperationObject => ({
  operationId: e.id,
  tags: [e.tag],
  summary: e.summary,
  description: [e.description, whoMayCall(e.auth)].filter(Boolean).join('\n\n'),
  security: e.auth === 'anonymous' ? [{}] : [{ bearer: [] }, { session: [] }],
  requestParams: {
    ...(e.params && { path: e.params }),
    ...(e.query && { query: e.query }),
    ...(e.headers && { header: e.headers }),
  },
  ...(e.body && {
    requestBody: {
      // Left out, it is an empty object.
      required: !e.body.safeParse({}).success,
      content: { 'application/json': { schema: e.body } },
    },
  }),
  responses: { [`${e.success.status}`]: successResponse(e), ...problemResponses(e) },
});

const INTRODUCTION = `Online booking for medical practices.

Programs send a bearer token of the realm \`creneau\` whose audience holds \`creneau-api\`. Browsers sign in at \`/auth/login\` and hold a session
cookie; with a cookie, every method but GET and HEAD needs the header \`X-Creneau-Csrf: 1\`. Errors are RFC 9457 problem+json with a stable
\`code\`; texts follow Accept-Language (fr, en). Instants are ISO 8601 with an offset. Fields that a request does not know are ignored.`;

/** The OpenAPI 3.1 document of the REST API, made from the declarations that validate it. */
export const openApiDocument = (version: string): oas31.OpenAPIObject => {
  const paths: ZodOpenApiPathsObject = {};
  for (const e of ENDPOINTS) paths[e.path] = { ...paths[e.path], [e.method]: operationOf(e) };
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Créneau',
        version,
        description: INTRODUCTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [...new Set(ENDPOINTS.map((e) => e.tag))].map((name) => ({ name })),
      paths,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          session: { type: 'apiKey', in: 'cookie', name: '__Host-creneau' },
        },
      },
    },
    {
      // An answer may grow a field in a later version: clients must not be told otherwise.
      override: ({ jsonSchema }) => {
        delete jsonSchema.additionalProperties;
      },
    },
  );
};
