import { AppError } from '@creneau/chassis';

const KINDS = ['conflict', 'forbidden', 'unprocessable', 'not_found'] as const;

/** Why a request was refused for good, as the same idempotency key will be told again. Nothing personal. */
export interface Refusal {
  kind: (typeof KINDS)[number];
  code: string;
  message: string;
  details: Readonly<Record<string, string>>;
}

/** The refusal an error stands for; undefined when it may pass by itself, or is no refusal at all. */
export const toRefusal = (error: unknown): Refusal | undefined => {
  if (!(error instanceof AppError)) return undefined;
  const kind = KINDS.find((known) => known === error.kind);
  return kind && { kind, code: error.code, message: error.message, details: error.details };
};

export const toError = ({ kind, code, message, details }: Refusal): AppError =>
  new AppError(kind, code, message, { details });
