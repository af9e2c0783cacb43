import { type FieldError, type FieldRule, invalid, isFieldRule, notFound } from '@creneau/chassis';
import type * as z from 'zod';
import type { EndpointDeclaration, EndpointInput } from '../api/endpoint';

const ruleOf = (issue: z.core.$ZodIssue): { rule: FieldRule; limit?: string } => {
  switch (issue.code) {
    case 'invalid_type':
      return { rule: issue.input === undefined ? 'required' : 'wrong_type' };
    case 'too_small':
    case 'too_big': {
      const small = issue.code === 'too_small';
      const limit = String(small ? issue.minimum : issue.maximum);
      if (issue.origin === 'string') {
        if (small && issue.minimum === 1) return { rule: 'required' };
        return { rule: small ? 'too_short' : 'too_long', limit };
      }
      if (issue.origin === 'array') return { rule: small ? 'too_few' : 'too_many', limit };
      return { rule: small ? 'too_small' : 'too_big', limit };
    }
    case 'invalid_format':
      if (issue.format === 'email') return { rule: 'email_format' };
      if (issue.format === 'date') return { rule: 'date_format' };
      if (issue.format === 'datetime') return { rule: 'instant_format' };
      return { rule: 'wrong_format' };
    case 'invalid_value':
    case 'invalid_union':
      return { rule: issue.input === undefined ? 'required' : 'not_an_option' };
    case 'custom':
      return { rule: isFieldRule(issue.params?.code) ? issue.params.code : 'wrong_format' };
    default:
      return { rule: 'wrong_format' };
  }
};

/** What zod found, one entry per field: the first rule that broke. */
export const fieldErrors = (error: z.ZodError): FieldError[] => {
  const found = new Map<string, FieldError>();
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    if (!found.has(field)) found.set(field, { field, message: issue.message, ...ruleOf(issue) });
  }
  return [...found.values()];
};

/** NUL, or half a character: what no service can keep. */
const isUnstorable = (text: string): boolean => text.includes('\0') || /\p{Surrogate}/u.test(text);

/** One fault for each text of what was read that cannot be kept. */
const unstorable = (value: unknown, path: string): FieldError[] => {
  if (typeof value === 'string')
    return isUnstorable(value) ? [{ field: path, rule: 'characters', message: 'holds a character that is none' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => unstorable(inner, path === '' ? name : `${path}.${name}`));
};

const faultsOf = (part: z.ZodSafeParseResult<unknown> | undefined): FieldError[] => {
  if (!part) return [];
  return part.success ? unstorable(part.data, '') : fieldErrors(part.error);
};

/** The parts of a request as Express holds them. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

const NOT_FOUND_BY_PARAM: Readonly<Record<string, string>> = {
  officeId: 'office_not_found',
  appointmentId: 'visit_not_found',
  reasonId: 'reason_not_found',
  blockId: 'block_not_found',
};

/**
 * Checks every part of a request against the endpoint's schemas.
 * Throws `invalid` with all faults at once; a malformed id in the path is an unknown one (404).
 */
export const validateRequest = <E extends EndpointDeclaration>(endpoint: E, raw: RawRequest): EndpointInput<E> => {
  const params = endpoint.params?.safeParse(raw.params);
  if (params && !params.success) {
    const name = String(params.error.issues[0]?.path[0]);
    throw notFound(NOT_FOUND_BY_PARAM[name] ?? 'not_found', 'No such thing.');
  }
  const parts = {
    headers: endpoint.headers?.safeParse(raw.headers, { reportInput: true }),
    query: endpoint.query?.safeParse(raw.query, { reportInput: true }),
    body: endpoint.body?.safeParse(raw.body ?? {}, { reportInput: true }),
  };
  const faults = Object.values(parts).flatMap(faultsOf);
  if (faults.length > 0) throw invalid(faults);
  return {
    params: params?.data ?? {},
    headers: parts.headers?.data ?? {},
    query: parts.query?.data ?? {},
    body: parts.body?.data ?? {},
  } as EndpointInput<E>;
};
