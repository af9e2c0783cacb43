import type { z } from 'zod';

/** Thrown when the environment lacks a variable or holds a malformed one; names each. Values are never shown. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`the environment is not usable: ${faults.join('; ')}`);
    this.name = 'ConfigError';
  }
}

/** Reads the environment once. Empty variables count as missing. */
export const configLoader =
  <S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv = process.env) =>
  (): z.infer<S> => {
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  };
