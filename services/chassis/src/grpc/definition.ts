import type { MethodDefinition } from '@grpc/grpc-js';

// biome-ignore lint/suspicious/noExplicitAny: a definition holds methods of any message; its users narrow it again.
type AnyMethod = MethodDefinition<any, any>;

/** A service definition as ts-proto generates it. */
export type Definition = { readonly [rpc: string]: AnyMethod };
export type Request<M extends AnyMethod> = ReturnType<M['requestDeserialize']>;
export type Response<M extends AnyMethod> = ReturnType<M['responseDeserialize']>;

/** Answers by several messages, as they come. */
export type Streamed = AnyMethod & { readonly responseStream: true };

/** Metadata keys of the two credentials. */
export const SERVICE_TOKEN = 'authorization';
export const PERSON_TOKEN = 'x-creneau-person';
