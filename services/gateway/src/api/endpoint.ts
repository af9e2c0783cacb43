import type * as z from 'zod';
import type { ProblemCode } from './problem-codes';

export type Role = 'patient' | 'secretary' | 'practitioner' | 'admin';

/** Who may call an endpoint, as far as roles go; what a person is to an office is the owning service's rule. */
export type AuthRule = 'anonymous' | 'signed-in' | { readonly anyOf: readonly Role[] };

/** The staff of an office: a practitioner can do all that a secretary can. */
export const STAFF: AuthRule = { anyOf: ['secretary', 'practitioner'] };
export const OWNER: AuthRule = { anyOf: ['practitioner'] };

export interface SuccessResponse {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  readonly schema?: z.ZodType;
  /** For bodies that are not JSON. */
  readonly contentType?: string;
}

/**
 * One REST operation, declared once: the router validates requests with it and the OpenAPI document is made from it.
 * `path` uses OpenAPI's form, for instance `/api/offices/{officeId}`.
 */
export interface EndpointDeclaration {
  readonly id: string;
  readonly tag: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly auth: AuthRule;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Names in lower case, as Node gives them. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly success: SuccessResponse;
  /** Codes of its own; what every endpoint may answer (bad token, too large a body, overload) is added. */
  readonly problems?: readonly ProblemCode[];
  /** The answer stays open (SSE): no compression, no deadline. */
  readonly streaming?: true;
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : Record<never, never>;

/** The validated parts of a request to an endpoint. */
export interface EndpointInput<E extends EndpointDeclaration> {
  readonly params: OutputOf<E['params']>;
  readonly query: OutputOf<E['query']>;
  readonly headers: OutputOf<E['headers']>;
  readonly body: OutputOf<E['body']>;
}

/** What a handler of an endpoint answers with; nothing of it is sent where the answer has no JSON body. */
export type EndpointAnswer<E extends EndpointDeclaration> = E['success'] extends {
  readonly schema: infer S extends z.ZodType;
}
  ? z.input<S>
  : unknown;

/** Keeps the literal types of a declaration. */
export const endpoint = <const E extends EndpointDeclaration>(declaration: E): E => declaration;
